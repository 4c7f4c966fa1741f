package io.holdfast.locks;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.L_Result;

/**
 * The same without a lock: the listener looks before it is in the list, and the end that comes
 * between the two is told to nobody.
 */
@JCStressTest
@Outcome(id = " Held Released", expect = Expect.ACCEPTABLE, desc = "came before the end")
@Outcome(id = " Released", expect = Expect.ACCEPTABLE, desc = "came after the end")
@Outcome(expect = Expect.FORBIDDEN, desc = "missed the end, or heard it twice or out of order")
@State
public class StateCallbacksBrokenTest {
  private final List<Consumer<String>> listeners = new CopyOnWriteArrayList<>();
  private final StringBuffer heard = new StringBuffer();
  private volatile String state = "Held";

  @Actor
  public void end() {
    state = "Released";
    listeners.forEach(listener -> listener.accept("Released"));
  }

  @Actor
  public void listen() {
    String now = state;
    heard.append(' ').append(now);
    if (now.equals("Held")) {
      listeners.add(next -> heard.append(' ').append(next));
    }
  }

  @Arbiter
  public void check(L_Result result) {
    result.r1 = heard.toString();
  }
}
