package io.holdfast.net.jetstream;

import io.holdfast.kv.Condition;
import io.holdfast.net.protocol.Subjects;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The {@code Nats-Expected-…} headers of a publish, and {@code Holdfast-Expect}, as conditions of
 * the write.
 */
final class PublishConditions {
  private static final String LAST_SUBJECT_SEQUENCE = "Nats-Expected-Last-Subject-Sequence";
  private static final String LAST_SUBJECT_SEQUENCE_SUBJECT =
      "Nats-Expected-Last-Subject-Sequence-Subject";
  private static final String LAST_SEQUENCE = "Nats-Expected-Last-Sequence";
  private static final String LAST_MESSAGE_ID = "Nats-Expected-Last-Msg-Id";
  private static final String STREAM = "Nats-Expected-Stream";

  private PublishConditions() {}

  /**
   * The conditions, in the order they are checked.
   *
   * @throws ApiError 10060 for another stream, 10193 for a subject without its sequence
   */
  static List<Condition> read(StreamName name, String key, PublishHeaders headers) {
    String stream = headers.get(STREAM);
    if (stream != null && !stream.isEmpty() && !stream.equals(name.stream())) {
      throw new ApiError(400, 10060, "expected stream does not match");
    }
    var conditions = new ArrayList<Condition>(1);
    if (headers.expectsAbsent()) {
      conditions.add(new Condition.KeyAbsent(key));
    }
    String subject = headers.get(LAST_SUBJECT_SEQUENCE_SUBJECT);
    String subjectSequence = headers.get(LAST_SUBJECT_SEQUENCE);
    if (subjectSequence != null && !subjectSequence.isEmpty()) {
      Condition condition = newestAt(name, key, subject, revision(subjectSequence));
      if (condition != null) {
        conditions.add(condition);
      }
    } else if (subject != null) {
      throw new ApiError(400, 10193, "missing sequence for expected last sequence per subject");
    }
    String last = headers.get(LAST_SEQUENCE);
    if (last != null && !last.isEmpty()) {
      conditions.add(new Condition.BucketAt(revision(last)));
    }
    String lastId = headers.get(LAST_MESSAGE_ID);
    if (lastId != null && !lastId.isEmpty()) {
      conditions.add(new Condition.LastMessageId(lastId));
    }
    return conditions;
  }

  private static @Nullable Condition newestAt(
      StreamName name, String key, @Nullable String subject, long revision) {
    String filter = subject == null ? key : name.keyFilter(subject);
    if (filter == null) {
      // Nothing in this stream can have that subject, so its last sequence is 0.
      if (revision == 0) {
        return null;
      }
      throw ApiError.wrongLastSequence(0);
    }
    if (!Subjects.isLiteral(filter)) {
      return new Condition.NewestMatching(filter, revision);
    }
    return revision == 0
        ? new Condition.KeyUntraced(filter)
        : new Condition.KeyAt(filter, revision);
  }

  /** What is not a number equals no revision, so it is a mismatch. */
  private static long revision(String text) {
    return PublishHeaders.number(text).orElse(Long.MAX_VALUE);
  }
}
