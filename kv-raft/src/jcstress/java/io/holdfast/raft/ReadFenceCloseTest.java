package io.holdfast.raft;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.holdfast.kv.UnavailableException;
import io.holdfast.raft.engine.ReadConfirmation;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZZ_Result;

/**
 * Two reads and the end of the store: each read is answered, and one that begins after the end is
 * refused even where it would have passed at once.
 */
@JCStressTest
@Outcome(id = "true, true, true", expect = ACCEPTABLE, desc = "answered, and none after the end")
@Outcome(expect = FORBIDDEN, desc = "never answered, or passed after the end")
@State
public class ReadFenceCloseTest {
  private final List<ReadConfirmation> rounds = new CopyOnWriteArrayList<>();
  private final ReadFence asking = new ReadFence(() -> false, rounds::add);
  private final ReadFence alone = new ReadFence(() -> true, rounds::add);
  private volatile boolean ended;
  private volatile CompletableFuture<Void> first;
  private volatile CompletableFuture<Void> second;
  private volatile boolean passedAfterEnd;

  @Actor
  public void read() {
    boolean after = ended;
    passedAfterEnd = after && !alone.pass().isCompletedExceptionally();
    second = asking.pass();
  }

  @Actor
  public void end() {
    first = asking.pass();
    var cause = new UnavailableException("closed");
    asking.close(cause);
    alone.close(cause);
    ended = true;
  }

  @Arbiter
  public void check(ZZZ_Result result) {
    // The rounds that had begun end by themselves; there may be another one behind each.
    for (int i = 0; i < rounds.size(); i++) {
      rounds.get(i).confirmed();
    }
    result.r1 = first.isDone();
    result.r2 = second.isDone();
    result.r3 = !passedAfterEnd;
  }
}
