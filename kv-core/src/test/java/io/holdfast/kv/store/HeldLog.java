package io.holdfast.kv.store;

import io.holdfast.kv.Capabilities.Durability;
import io.holdfast.kv.command.Command;
import io.holdfast.kv.command.LeaseTime;
import io.holdfast.kv.command.Outcome;
import io.holdfast.kv.log.CommandLog;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/** A log whose answers a test holds back, as a slow disk or a lost leader does. */
final class HeldLog implements CommandLog {
  private final CommandLog log;
  private final List<Runnable> held = new ArrayList<>();
  private boolean holding;

  HeldLog(CommandLog log) {
    this.log = log;
  }

  /** From now on nothing is answered. */
  void hold() {
    holding = true;
  }

  /** Answers what was held, and everything after. */
  void release() {
    holding = false;
    List.copyOf(held).forEach(Runnable::run);
    held.clear();
  }

  @Override
  public CompletableFuture<Outcome> submit(Command command) {
    return later(() -> log.submit(command));
  }

  @Override
  public CompletableFuture<Void> readBarrier() {
    return later(log::readBarrier);
  }

  @Override
  public <T> CompletableFuture<T> onApplyThread(Supplier<T> look) {
    return later(() -> log.onApplyThread(look));
  }

  @Override
  public LeaseTime leaseNow() {
    return log.leaseNow();
  }

  @Override
  public Durability durability() {
    return log.durability();
  }

  @Override
  public void close() {
    log.close();
    release();
  }

  private <T> CompletableFuture<T> later(Supplier<CompletableFuture<T>> call) {
    if (!holding) {
      return call.get();
    }
    var answer = new CompletableFuture<T>();
    held.add(
        () -> {
          CompletionStage<T> real = call.get();
          real.whenComplete(
              (value, failure) -> {
                if (failure != null) {
                  answer.completeExceptionally(failure);
                } else {
                  answer.complete(value);
                }
              });
        });
    return answer;
  }
}
