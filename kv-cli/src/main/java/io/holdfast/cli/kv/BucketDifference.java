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
    return sentences("%s is %s, not %s");
  }

  /** The same where what was asked for has been done, such as {@code history was 1, is 5}. */
  List<String> changes() {
    return sentences("%s was %s, is %s");
  }

  private List<String> sentences(String form) {
    var sentences = new ArrayList<String>();
    add(sentences, form, "history", text(found.history()), text(asked.history()));
    add(sentences, form, "ttl", text(found.ttl()), text(asked.ttl()));
    add(sentences, form, "marker-ttl", text(found.limitMarkerTtl()), text(asked.limitMarkerTtl()));
    add(sentences, form, "max-value", text(found.maxValueBytes()), text(asked.maxValueBytes()));
    add(sentences, form, "max-bytes", text(found.maxBytes()), text(asked.maxBytes()));
    add(sentences, form, "description", quoted(found.description()), quoted(asked.description()));
    return sentences;
  }

  private static void add(
      List<String> sentences, String form, String setting, String is, String wanted) {
    if (!is.equals(wanted)) {
      sentences.add(form.formatted(setting, is, wanted));
    }
  }

  private static String quoted(String text) {
    return "'" + text + "'";
  }

  private static String text(Duration duration) {
    return duration.isZero() ? "none" : DurationText.of(duration);
  }

  private static String text(long limit) {
    return limit < 0 ? "none" : Long.toString(limit);
  }
}
