package io.holdfast.kv.watch.jcstress;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/**
 * Shows the larger table before it is filled, where the real one fills it first; the gate fails
 * unless this test fails.
 */
@JCStressTest
@Outcome(id = "2", expect = ACCEPTABLE, desc = "found twice")
@Outcome(expect = FORBIDDEN, desc = "lost while the table grew")
@State
public class KeyGrowthBroken {
  private volatile AtomicReferenceArray<@Nullable String> slots = new AtomicReferenceArray<>(8);

  {
    for (int i = 1; i <= 5; i++) {
      slots.set(i, "k" + i);
    }
  }

  @Actor
  public void grow() {
    AtomicReferenceArray<@Nullable String> before = slots;
    slots = new AtomicReferenceArray<>(16);
    for (int i = 1; i <= 5; i++) {
      slots.set(i, before.get(i));
    }
    slots.set(6, "k6");
  }

  @Actor
  public void read(I_Result result) {
    result.r1 = (slots.get(1) == null ? 0 : 1) + (slots.get(5) == null ? 0 : 1);
  }
}
