package io.holdfast.cli.kv;

import io.holdfast.kv.BucketConfig;
import io.holdfast.kv.time.DurationText;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** In what a bucket that is there differs from the one that was asked for. */
record BucketDifference(BucketConfig found, BucketConfig asked) {
  /** Each setting with both values, such as {@code history is 1, not 5}. */
  List<String> sentences() {
    var sentences = new ArrayList<String>();
    add(sentences, "history", text(found.history()), text(asked.history()));
    add(sentences, "ttl", text(found.ttl()), text(asked.ttl()));
    add(sentences, "marker-ttl", text(found.limitMarkerTtl()), text(asked.limitMarkerTtl()));
    add(sentences, "max-value", text(found.maxValueBytes()), text(asked.maxValueBytes()));
    add(sentences, "max-bytes", text(found.maxBytes()), text(asked.maxBytes()));
    add(sentences, "description", "'" + found.description() + "'", "'" + asked.description() + "'");
    return sentences;
  }

  private static void add(List<String> sentences, String setting, String is, String wanted) {
    if (!is.equals(wanted)) {
      sentences.add(setting + " is " + is + ", not " + wanted);
    }
  }

  private static String text(Duration duration) {
    return duration.isZero() ? "none" : DurationText.of(duration);
  }

  private static String text(long limit) {
    return limit < 0 ? "none" : Long.toString(limit);
  }
}
