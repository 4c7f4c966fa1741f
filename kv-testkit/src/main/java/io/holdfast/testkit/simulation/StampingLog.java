package io.holdfast.testkit.simulation;

import io.holdfast.kv.Capabilities.Durability;
import io.holdfast.kv.command.Command;
import io.holdfast.kv.command.LeaseTime;
import io.holdfast.kv.command.MessageId;
import io.holdfast.kv.command.Outcome;
import io.holdfast.kv.log.CommandLog;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/**
 * The log as one connection sees it: a write carries the request id that its client gave it, so
 * that a request which arrives twice is recognised. Confined to the thread that runs the
 * simulation.
 */
final class StampingLog implements CommandLog {
  private final CommandLog log;
  private MessageId current = MessageId.NONE;

  StampingLog(CommandLog log) {
    this.log = log;
  }

  /** Runs {@code work}, whose writes are those of request {@code id}. */
  <T> T during(MessageId id, Supplier<T> work) {
    var before = current;
    current = id;
    try {
      return work.get();
    } finally {
      current = before;
    }
  }

  @Override
  public CompletableFuture<Outcome> submit(Command command) {
    if (command instanceof Command.Write write && !current.equals(MessageId.NONE)) {
      // The same bytes each time: what the server would add of its own is not part of the request.
      return log.submit(
          new Command.Write(
              write.bucket(), write.conditions(), write.operations(), current, LeaseTime.NEVER));
    }
    return log.submit(command);
  }

  @Override
  public CompletableFuture<Void> readBarrier() {
    return log.readBarrier();
  }

  @Override
  public <T> CompletableFuture<T> onApplyThread(Supplier<T> look) {
    return log.onApplyThread(look);
  }

  @Override
  public LeaseTime leaseNow() {
    return log.leaseNow();
  }

  @Override
  public Durability durability() {
    return log.durability();
  }

  /** The log stays: it serves other connections. */
  @Override
  public void close() {}
}
