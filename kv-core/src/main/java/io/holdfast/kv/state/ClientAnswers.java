package io.holdfast.kv.state;

import io.holdfast.kv.command.MessageId;
import io.holdfast.kv.command.Outcome;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/** The answers that one client of ours may still ask for again, in the order they were given. */
final class ClientAnswers {
  /** One request, a hash of what it asked, and the answer. */
  record Answer(long sequence, long contentHash, long leaseNanos, Outcome outcome) {}

  /** A client's table at one moment. */
  record Captured(
      String client,
      long greatestSequence,
      long forgottenBelow,
      long lastLeaseNanos,
      Collection<Answer> answers) {}

  private final AgeingQueue<Answer> answers = new AgeingQueue<>();
  private long greatestSequence;
  private long forgottenBelow;
  private long lastLeaseNanos;

  ClientAnswers() {}

  /** From a snapshot. */
  ClientAnswers(Captured captured) {
    this.greatestSequence = captured.greatestSequence();
    this.forgottenBelow = captured.forgottenBelow();
    this.lastLeaseNanos = captured.lastLeaseNanos();
    captured.answers().forEach(answers::add);
  }

  /** For a snapshot. */
  Captured capture(String client) {
    return new Captured(
        client, greatestSequence, forgottenBelow, lastLeaseNanos, answers.capture());
  }

  /**
   * The first answer again, or a refusal where the number was used for something else or is
   * forgotten; else null. What was answered until {@code untilLeaseNanos} is forgotten first.
   */
  @Nullable Outcome find(MessageId.Request request, long contentHash, long untilLeaseNanos) {
    forgetUntil(untilLeaseNanos);
    long sequence = request.sequence();
    if (sequence < forgottenBelow) {
      return RememberedIds.reused(request);
    }
    if (sequence > greatestSequence) {
      return null;
    }
    Answer first = answers.findNewest(answer -> answer.sequence() == sequence);
    if (first == null) {
      return null;
    }
    return first.contentHash() == contentHash
        ? RememberedIds.again(first.outcome())
        : RememberedIds.reused(request);
  }

  void add(MessageId.Request request, long contentHash, Outcome outcome, long leaseNanos) {
    lastLeaseNanos = leaseNanos;
    greatestSequence = Math.max(greatestSequence, request.sequence());
    forgottenBelow = Math.max(forgottenBelow, request.settledBelow());
    answers.add(new Answer(request.sequence(), contentHash, leaseNanos, outcome));
    for (Answer oldest = answers.peek();
        oldest != null && oldest.sequence() < forgottenBelow;
        oldest = answers.peek()) {
      answers.remove();
    }
  }

  /** A later retry of what is forgotten here is refused rather than done twice. */
  private void forgetUntil(long leaseNanos) {
    for (Answer oldest = answers.peek();
        oldest != null && oldest.leaseNanos() <= leaseNanos;
        oldest = answers.peek()) {
      forgottenBelow = Math.max(forgottenBelow, answers.remove().sequence() + 1);
    }
  }

  /** Answers that are kept. */
  int size() {
    return answers.size();
  }

  long lastLeaseNanos() {
    return lastLeaseNanos;
  }
}
