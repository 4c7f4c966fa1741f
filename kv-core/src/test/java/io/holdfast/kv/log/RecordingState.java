package io.holdfast.kv.log;

import io.holdfast.kv.command.Command;
import io.holdfast.kv.command.EntryHeader;
import io.holdfast.kv.command.LeaseTime;
import io.holdfast.kv.command.Outcome;
import io.holdfast.kv.command.WallTime;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** Remembers what a log applied and fails when two threads apply at once. */
final class RecordingState implements AppliedState {
  final List<EntryHeader> headers = new ArrayList<>();
  final List<Command> commands = new ArrayList<>();
  final AtomicInteger inside = new AtomicInteger();
  LeaseTime deadline = LeaseTime.NEVER;
  boolean broken;

  @Override
  public List<Outcome> apply(EntryHeader header, List<Command> batch) {
    if (inside.getAndIncrement() != 0) {
      throw new IllegalStateException("two threads apply at once");
    }
    try {
      if (broken) {
        throw new IllegalStateException("broken on purpose");
      }
      headers.add(header);
      commands.addAll(batch);
      if (batch.get(0) instanceof Command.Expire) {
        deadline = LeaseTime.NEVER;
      }
      return List.of(new Outcome.Removed(headers.size()));
    } finally {
      inside.decrementAndGet();
    }
  }

  @Override
  public LeaseTime leaseTime() {
    return headers.isEmpty() ? LeaseTime.ZERO : headers.get(headers.size() - 1).lease();
  }

  @Override
  public WallTime wallTime() {
    return headers.isEmpty() ? new WallTime(0) : headers.get(headers.size() - 1).wall();
  }

  @Override
  public LeaseTime nextDeadline() {
    return deadline;
  }

  @Override
  public long appliedIndex() {
    return headers.size();
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
