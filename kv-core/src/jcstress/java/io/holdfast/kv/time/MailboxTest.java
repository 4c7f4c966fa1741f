package io.holdfast.kv.time;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/**
 * Claim: tasks of a {@link Mailbox} never overlap and none is lost, whoever runs them. The count is
 * plain, so an overlap loses an increment as surely as a lost task does. The broken twin is {@link
 * MailboxBrokenTest}.
 */
@JCStressTest
@Outcome(id = "3", expect = ACCEPTABLE, desc = "every task ran, one after the other")
@Outcome(expect = FORBIDDEN, desc = "a task was lost, or two overlapped")
@State
public class MailboxTest {
  private final Mailbox mailbox = new Mailbox(Runnable::run);
  private int ran;

  @Actor
  public void first() {
    mailbox.run(() -> ran++);
  }

  @Actor
  public void second() {
    mailbox.run(() -> ran++);
    mailbox.execute(() -> ran++);
  }

  @Arbiter
  public void read(I_Result result) {
    mailbox.execute(() -> result.r1 = ran);
  }
}
