package io.holdfast.kv.log;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import java.util.concurrent.CompletableFuture;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LI_Result;

/**
 * A log that looks at a closed flag when a command comes, not in turn, and drops what it finds
 * closed later.
 */
@JCStressTest
@Outcome(id = "applied, 1", expect = ACCEPTABLE, desc = "applied before the close, and said so")
@Outcome(id = "refused, 0", expect = ACCEPTABLE, desc = "refused after the close, and not applied")
@Outcome(expect = FORBIDDEN, desc = "never answered, or answered untruly")
@State
public class DirectLogCloseBrokenTest {
  private final Combiner applying = new Combiner(Runnable::run);
  private volatile boolean closed;
  private int applied;
  private CompletableFuture<String> answer = new CompletableFuture<>();

  @Actor
  public void submit() {
    if (closed) {
      answer.complete("refused");
      return;
    }
    applying.run(
        () -> {
          if (!closed) {
            applied++;
            answer.complete("applied");
          }
        });
  }

  @Actor
  public void close() {
    closed = true;
  }

  @Arbiter
  public void read(LI_Result result) {
    result.r1 = answer.getNow("never answered");
    result.r2 = applied;
  }
}
