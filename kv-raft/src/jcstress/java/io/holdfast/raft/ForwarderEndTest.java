package io.holdfast.raft;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.holdfast.kv.command.Origin;
import io.holdfast.kv.time.Clock;
import io.holdfast.raft.engine.Member;
import io.holdfast.raft.engine.PeerAnswer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * A batch is sent while this node applies the first entry of a later term: whoever comes first, the
 * command gets its answer, and none stays counted.
 */
@JCStressTest
@Outcome(id = "2, 0", expect = ACCEPTABLE, desc = "nothing was written, and nothing waits")
@Outcome(expect = FORBIDDEN, desc = "no answer, or a command that counts for ever")
@State
public class ForwarderEndTest {
  private volatile PeerAnswer asked;
  private final Batcher batcher =
      new Batcher(BatcherActors.LIMITS, () -> true, batch -> this.send(batch));
  private final Forwarder forwarder = new Forwarder(batcher, this::ask, () -> {}, Clock.SYSTEM, 1);
  private volatile CompletableFuture<io.holdfast.kv.command.Outcome> answer;

  public ForwarderEndTest() {
    forwarder.follow(new Member(2, 0), 1);
    batcher.lead(1);
    answer = batcher.submit(BatcherActors.command(1));
  }

  private void send(Batch batch) {
    forwarder.send(batch);
  }

  private void ask(Member leader, byte[] request, PeerAnswer told) {
    asked = told;
  }

  @Actor
  public void refuse() {
    asked.notSent("gone");
  }

  @Actor
  public void applyLaterTerm() {
    forwarder.applied(2, new Origin(1, 99), List.of());
  }

  @Arbiter
  public void check(II_Result result) {
    result.r1 = BatcherActors.kind(answer, 1);
    result.r2 = batcher.waiting();
  }
}
