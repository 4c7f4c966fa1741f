package io.holdfast.config;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.holdfast.kv.BucketId;
import io.holdfast.kv.Bytes;
import io.holdfast.kv.Entry;
import io.holdfast.kv.EntryKind;
import io.holdfast.kv.Headers;
import io.holdfast.kv.MarkerReason;
import io.holdfast.kv.Ttl;
import io.holdfast.kv.time.Clock;
import io.holdfast.kv.time.ListenerCall;
import io.holdfast.kv.time.Mailbox;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LJL_Result;

/**
 * Claim: a value that two threads move to two snapshots shows the newer one from then on, and does
 * not go back to the older one. The twin is {@link FollowedValueBrokenTest}.
 */
@JCStressTest
@Outcome(id = "2, 2, 2", expect = ACCEPTABLE, desc = "the newer one, at once and for good")
@Outcome(expect = FORBIDDEN, desc = "an older snapshot has overwritten a newer one")
@State
public class FollowedValueTest {
  private final FollowedValue<String> value =
      new FollowedValue<>(
          "k",
          Codec.text(),
          "0",
          ConfigListener.NONE,
          new ListenerCall("setting 'k'", Clock.SYSTEM),
          new Mailbox(Runnable::run));

  static Entry entry(long revision) {
    return new Entry(
        new BucketId("b", 1),
        "k",
        EntryKind.PUT,
        MarkerReason.CLIENT,
        Bytes.utf8(Long.toString(revision)),
        Headers.NONE,
        revision,
        0,
        Ttl.NONE,
        null);
  }

  @Actor
  public void older() {
    value.follow(entry(1), 1, 1);
  }

  @Actor
  public void newer(LJL_Result result) {
    value.follow(entry(2), 2, 2);
    result.r1 = value.get();
  }

  @Arbiter
  public void end(LJL_Result result) {
    result.r2 = value.revision();
    result.r3 = value.get();
  }
}
