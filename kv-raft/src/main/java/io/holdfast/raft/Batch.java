package io.holdfast.raft;

import io.holdfast.kv.HoldfastException;
import io.holdfast.kv.IndeterminateException;
import io.holdfast.kv.UnavailableException;
import io.holdfast.kv.command.Command;
import io.holdfast.kv.command.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * Commands that share one log entry. Its flags are guarded by the {@link Batcher} that sealed it;
 * the rest never changes. Whoever has claimed it from the batcher, and nobody else, answers its
 * commands.
 */
final class Batch {
  private final long term;
  private final List<Submission> submissions;
  private final long bytes;

  /** Whether it counts among the batches that are not durable yet. */
  boolean underWay = true;

  Batch(long term, List<Submission> submissions, long bytes) {
    this.term = term;
    this.submissions = submissions;
    this.bytes = bytes;
  }

  /** The term in which it was sealed; its entry must be of that term. */
  long term() {
    return term;
  }

  List<Command> commands() {
    var commands = new ArrayList<Command>(submissions.size());
    for (Submission submission : submissions) {
      commands.add(submission.command());
    }
    return commands;
  }

  int size() {
    return submissions.size();
  }

  long bytes() {
    return bytes;
  }

  void complete(List<Outcome> outcomes) {
    for (int i = 0; i < submissions.size(); i++) {
      submissions.get(i).answer().complete(outcomes.get(i));
    }
  }

  /** Nothing of it ever happens (guarantee G6). */
  void failUnwritten(HoldfastException cause) {
    fail(() -> new UnavailableException("nothing was written: " + cause.getMessage(), cause));
  }

  /** It may happen or not (guarantee G6). */
  void failUnknown(HoldfastException cause) {
    fail(
        () ->
            new IndeterminateException(
                "it is not known whether the write took effect: "
                    + cause.getMessage()
                    + "; read back before deciding",
                cause));
  }

  /** Each caller gets an exception of its own, since waiting adds traces to it. */
  void fail(Supplier<? extends HoldfastException> cause) {
    submissions.forEach(submission -> submission.answer().completeExceptionally(cause.get()));
  }
}
