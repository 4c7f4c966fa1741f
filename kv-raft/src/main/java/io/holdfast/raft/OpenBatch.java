package io.holdfast.raft;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/** The commands that wait to be sealed, in their order. Guarded by the {@link Batcher}. */
final class OpenBatch {
  private final Deque<Submission> waiting = new ArrayDeque<>();

  /** Comes last, whatever joins. */
  private @Nullable Submission last;

  void add(Submission submission) {
    waiting.add(submission);
  }

  boolean hasLast() {
    return last != null;
  }

  void addLast(Submission submission) {
    last = submission;
  }

  boolean isEmpty() {
    return waiting.isEmpty() && last == null;
  }

  /** Takes at most so many commands, and no more once they have enough bytes; and the last one. */
  Batch take(long term, int atMost, long enoughBytes) {
    var taken = new ArrayList<Submission>(Math.min(waiting.size(), atMost) + 1);
    long bytes = 0;
    while (!waiting.isEmpty() && taken.size() < atMost && bytes < enoughBytes) {
      Submission submission = waiting.remove();
      taken.add(submission);
      bytes += submission.bytes();
    }
    if (last != null) {
      taken.add(last);
      bytes += last.bytes();
      last = null;
    }
    return new Batch(term, taken, bytes);
  }
}
