package io.holdfast.kv.log;

import io.holdfast.kv.command.Command;
import io.holdfast.kv.command.EntryHeader;
import io.holdfast.kv.command.LeaseTime;
import io.holdfast.kv.command.Outcome;
import io.holdfast.kv.command.WallTime;
import java.io.InputStream;
import java.util.List;

/** Counts what is applied, in a plain field: the log has to order the accesses. */
final class CountingState implements AppliedState {
  private static final Outcome APPLIED = new Outcome.Removed(1);

  int applied;

  @Override
  public List<Outcome> apply(EntryHeader header, List<Command> commands) {
    applied++;
    return List.of(APPLIED);
  }

  @Override
  public LeaseTime leaseTime() {
    return LeaseTime.ZERO;
  }

  @Override
  public WallTime wallTime() {
    return new WallTime(0);
  }

  @Override
  public LeaseTime nextDeadline() {
    return LeaseTime.NEVER;
  }

  @Override
  public long appliedIndex() {
    return 0;
  }

  @Override
  public Captured capture() {
    throw new UnsupportedOperationException("not captured in these tests");
  }

  @Override
  public void restore(InputStream source) {
    throw new UnsupportedOperationException("not restored in these tests");
  }
}
