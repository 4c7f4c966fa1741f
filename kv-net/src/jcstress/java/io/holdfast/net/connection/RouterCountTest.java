package io.holdfast.net.connection;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.holdfast.net.access.Permissions;
import io.netty.channel.embedded.EmbeddedChannel;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;

/**
 * Claim: who has subscribed is found at once and counted, whoever else comes and goes under the
 * same subject; once all is quiet the count is that of the subscriptions there are.
 */
@JCStressTest
@Outcome(id = "1, 1, 1", expect = ACCEPTABLE, desc = "one is left, and was found all the time")
@Outcome(expect = FORBIDDEN, desc = "a subscription was missed, or miscounted")
@State
public class RouterCountTest {
  private static final Connection CLIENT =
      new Connection(1, new EmbeddedChannel(), Long.MAX_VALUE, () -> {});

  private final Router router = new Router();

  private static Subscription subscription(String sid) {
    return new Subscription(CLIENT, "a.b", null, sid, Permissions.ALL);
  }

  @Actor
  public void come(III_Result result) {
    router.subscribe(subscription("1"));
    result.r1 = router.interest("a.b").isEmpty() ? 0 : 1;
  }

  @Actor
  public void comeAndGo() {
    var passing = subscription("2");
    router.subscribe(passing);
    router.unsubscribe(passing);
  }

  @Arbiter
  public void count(III_Result result) {
    result.r2 = router.subscriptions();
    result.r3 = router.interest("a.b").isEmpty() ? 0 : 1;
  }
}
