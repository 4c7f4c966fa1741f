package io.holdfast.raft;

import io.holdfast.kv.HoldfastException;
import io.holdfast.kv.IndeterminateException;
import io.holdfast.raft.ForwardForm.Reply;
import io.holdfast.raft.engine.Proposal;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * A batch that a follower asked this leader to propose: tells it what becomes of the entry, once.
 * Thread-safe: the first answer counts.
 */
final class ForwardedBatch implements Proposal {
  private final Consumer<byte[]> answer;
  private final AtomicBoolean told = new AtomicBoolean();

  ForwardedBatch(Consumer<byte[]> answer) {
    this.answer = answer;
  }

  @Override
  public void committed() {
    tell(new Reply.Taken());
  }

  @Override
  public void failed(Supplier<? extends HoldfastException> cause) {
    HoldfastException why = cause.get();
    tell(
        why instanceof IndeterminateException
            ? new Reply.Unknown()
            : new Reply.Refused(String.valueOf(why.getMessage())));
  }

  private void tell(Reply reply) {
    if (told.compareAndSet(false, true)) {
      answer.accept(ForwardForm.encode(reply));
    }
  }
}
