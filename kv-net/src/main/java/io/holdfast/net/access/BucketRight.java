package io.holdfast.net.access;

import java.util.ArrayList;
import java.util.List;

/**
 * What a user may do in a bucket, in one word. Each includes the ones before it.
 *
 * <p>The subjects are those that the key/value interfaces of NATS clients publish to, and those of
 * our extension. A bucket called {@code *} stands for every bucket.
 */
public enum BucketRight {
  /** Look at it: open, get, watch, list keys, history. */
  READ,
  /** Change what is in it: put, create, update, delete, purge, and transactions. */
  WRITE,
  /** Create, change and remove the bucket itself. */
  MANAGE;

  private static final String ANY = "*";

  /** What a user with this right may publish to. */
  List<String> subjects(String bucket) {
    var subjects = new ArrayList<String>();
    addReading(bucket, subjects);
    if (compareTo(WRITE) >= 0) {
      addWriting(bucket, subjects);
    }
    if (this == MANAGE) {
      addManaging(bucket, subjects);
    }
    return subjects;
  }

  private static void addReading(String bucket, List<String> subjects) {
    String stream = stream(bucket);
    subjects.add("$JS.API.INFO");
    subjects.add("$JS.API.STREAM.INFO." + stream);
    subjects.add("$JS.API.STREAM.MSG.GET." + stream);
    subjects.add("$JS.API.DIRECT.GET." + stream);
    subjects.add("$JS.API.DIRECT.GET." + stream + ".>");
    subjects.add("$JS.API.CONSUMER.CREATE." + stream);
    subjects.add("$JS.API.CONSUMER.CREATE." + stream + ".>");
    subjects.add("$JS.API.CONSUMER.INFO." + stream + ".*");
    subjects.add("$JS.API.CONSUMER.DELETE." + stream + ".*");
    subjects.add("$JS.FC." + stream + ".>");
    subjects.add("$HOLDFAST.API.INFO");
    subjects.add("$HOLDFAST.API.STATUS." + bucket);
    subjects.add("$HOLDFAST.API.GET." + bucket);
    subjects.add("$HOLDFAST.API.LIST." + bucket);
  }

  private static void addWriting(String bucket, List<String> subjects) {
    subjects.add("$KV." + bucket + ".>");
    subjects.add("$JS.API.STREAM.PURGE." + stream(bucket));
    subjects.add("$HOLDFAST.API.TXN." + bucket);
  }

  private static void addManaging(String bucket, List<String> subjects) {
    String stream = stream(bucket);
    subjects.add("$JS.API.STREAM.CREATE." + stream);
    subjects.add("$JS.API.STREAM.UPDATE." + stream);
    subjects.add("$JS.API.STREAM.DELETE." + stream);
    subjects.add("$JS.API.STREAM.MSG.DELETE." + stream);
    if (bucket.equals(ANY)) {
      // Lists show every bucket.
      subjects.add("$JS.API.STREAM.NAMES");
      subjects.add("$JS.API.STREAM.LIST");
    }
  }

  /** A token of a subject is a wildcard as a whole or not at all. */
  private static String stream(String bucket) {
    return bucket.equals(ANY) ? ANY : "KV_" + bucket;
  }
}
