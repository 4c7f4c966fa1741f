package io.holdfast.kv.state;

import io.holdfast.kv.command.MessageId;
import io.holdfast.kv.command.Outcome;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.List;
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
      List<Answer> answers) {}

  private final ArrayDeque<Answer> answers = new ArrayDeque<>();
  private long greatestSequence;
  private long forgottenBelow;
  private long lastLeaseNanos;

  ClientAnswers() {}

  /** From a snapshot. */
  ClientAnswers(Captured captured) {
    this.greatestSequence = captured.greatestSequence();
    this.forgottenBelow = captured.forgottenBelow();
    this.lastLeaseNanos = captured.lastLeaseNanos();
    this.answers.addAll(captured.answers());
  }

  /** For a snapshot. */
  Captured capture(String client) {
    return new Captured(
        client, greatestSequence, forgottenBelow, lastLeaseNanos, List.copyOf(answers));
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
    for (Iterator<Answer> newest = answers.descendingIterator(); newest.hasNext(); ) {
      Answer answer = newest.next();
      if (answer.sequence() == sequence) {
        return answer.contentHash() == contentHash
            ? RememberedIds.again(answer.outcome())
            : RememberedIds.reused(request);
      }
    }
    return null;
  }

  void add(MessageId.Request request, long contentHash, Outcome outcome, long leaseNanos) {
    lastLeaseNanos = leaseNanos;
    greatestSequence = Math.max(greatestSequence, request.sequence());
    forgottenBelow = Math.max(forgottenBelow, request.settledBelow());
    answers.add(new Answer(request.sequence(), contentHash, leaseNanos, outcome));
    while (!answers.isEmpty() && answers.getFirst().sequence() < forgottenBelow) {
      answers.removeFirst();
    }
  }

  /** A later retry of what is forgotten here is refused rather than done twice. */
  private void forgetUntil(long leaseNanos) {
    while (!answers.isEmpty() && answers.getFirst().leaseNanos() <= leaseNanos) {
      forgottenBelow = Math.max(forgottenBelow, answers.removeFirst().sequence() + 1);
    }
  }

  long lastLeaseNanos() {
    return lastLeaseNanos;
  }
}
