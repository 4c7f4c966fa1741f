package io.holdfast.cli.kv;

import io.holdfast.cli.Json;
import io.holdfast.kv.BucketStatus;
import java.util.LinkedHashMap;

/** What commands that make or change a bucket tell scripts of it. */
final class BucketReply {
  private BucketReply() {}

  static String json(BucketStatus status) {
    var fields = new LinkedHashMap<String, Object>();
    fields.put("bucket", status.config().name());
    fields.put("incarnation", status.incarnation());
    fields.put("last_revision", status.lastRevision());
    return Json.line(fields);
  }
}
