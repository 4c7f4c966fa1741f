package io.holdfast.net.remote;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.holdfast.kv.Bytes;
import io.holdfast.kv.UnavailableException;
import io.holdfast.testkit.CallingThreads;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.L_Result;

/** Claim: a call that is made while its store is closed has an outcome; none is left behind. */
@JCStressTest
@Outcome(id = "unavailable", expect = ACCEPTABLE, desc = "refused, or ended by the close")
@Outcome(expect = FORBIDDEN, desc = "waits for ever, or ended otherwise")
@State
public class RequesterCloseTest {
  private static final Call READ = Call.read("read", new Link.Outgoing("subject", Bytes.EMPTY));

  private final Requester requester =
      new Requester(
          new FakeLink(), new CallingThreads(), RemoteOptions.to("nats://fake:4222").build());
  private CompletableFuture<Reply> outcome = new CompletableFuture<>();

  @Actor
  public void make() {
    outcome = requester.make(READ).toCompletableFuture();
  }

  @Actor
  public void close() {
    requester.close();
  }

  @Arbiter
  public void end(L_Result result) {
    result.r1 = "open";
    if (outcome.isDone()) {
      try {
        result.r1 = outcome.join();
      } catch (CompletionException e) {
        result.r1 =
            e.getCause() instanceof UnavailableException ? "unavailable" : e.getCause().toString();
      }
    }
  }
}
