package io.holdfast.net.jetstream;

import io.holdfast.kv.InvalidArgumentException;
import io.holdfast.kv.Republish;
import io.holdfast.kv.subject.SubjectTransform;
import io.holdfast.net.protocol.Subjects;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The field {@code republish} of a stream's configuration. */
final class RepublishConfig {
  private static final String ALL = ">";

  private RepublishConfig() {}

  /**
   * What {@code config} of {@code stream} asks for; null: nothing. No source stands for all
   * subjects.
   *
   * @throws ApiError 10052 when what is republished would come back to this stream, or to another
   *     bucket, which subscribers' messages never reach here; or when the mapping is none
   */
  static @Nullable Republish read(StreamName stream, RequestBody config) {
    RequestBody body = config.object("republish");
    if (body.isEmpty()) {
      return null;
    }
    String source = body.text("src").isEmpty() ? ALL : body.text("src");
    String destination = body.text("dest");
    SubjectTransform transform;
    try {
      transform = SubjectTransform.of(source, destination);
    } catch (InvalidArgumentException e) {
      throw ApiError.invalidConfig(
          "stream configuration for republish with transform from '"
              + source
              + "' to '"
              + destination
              + "' is not valid: "
              + e.getMessage());
    }
    if (Subjects.overlap(transform.range(), stream.subjects())) {
      throw ApiError.invalidConfig("stream configuration for republish destination forms a cycle");
    }
    if (Subjects.overlap(transform.range(), StreamName.SUBJECT_ROOT + ALL)) {
      throw ApiError.invalidConfig(
          "republish destination '"
              + destination
              + "' falls into the subjects of buckets: what is republished reaches subscribers"
              + " only");
    }
    return new Republish(source, destination, body.flag("headers_only"));
  }

  /** The filled-in field. */
  static Map<String, Object> json(Republish republish) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("src", republish.source());
    json.put("dest", republish.destination());
    if (republish.headersOnly()) {
      json.put("headers_only", true);
    }
    return json;
  }
}
