package io.holdfast.kv.state;

import io.holdfast.kv.command.MessageId;
import io.holdfast.kv.command.Outcome;
import java.util.ArrayDeque;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/** The answers that one client of ours may still ask for again, in the order they were given. */
final class ClientAnswers {
  /** One request, a hash of what it asked, and the answer. */
  record Answer(long sequence, long contentHash, long leaseNanos, Outcome outcome) {}

  private final ArrayDeque<Answer> answers = new ArrayDeque<>();
  private long greatestSequence;
  private long forgottenBelow;
  private long lastLeaseNanos;

  ClientAnswers() {}

  /** From a snapshot. */
  ClientAnswers(
      long greatestSequence, long forgottenBelow, long lastLeaseNanos, Iterable<Answer> kept) {
    this.greatestSequence = greatestSequence;
    this.forgottenBelow = forgottenBelow;
    this.lastLeaseNanos = lastLeaseNanos;
    kept.forEach(answers::add);
  }

  /**
   * The first answer again, or a refusal where the number was used for something else or is
   * forgotten; else null.
   */
  @Nullable Outcome find(MessageId.Request request, long contentHash) {
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

  /**
   * Forgets what was answered at or before {@code leaseNanos}; a later retry of it is refused
   * rather than repeated.
   */
  void forgetUntil(long leaseNanos) {
    while (!answers.isEmpty() && answers.getFirst().leaseNanos() <= leaseNanos) {
      forgottenBelow = Math.max(forgottenBelow, answers.removeFirst().sequence() + 1);
    }
  }

  long greatestSequence() {
    return greatestSequence;
  }

  long forgottenBelow() {
    return forgottenBelow;
  }

  long lastLeaseNanos() {
    return lastLeaseNanos;
  }

  Iterable<Answer> answers() {
    return answers;
  }
}
