package io.holdfast.locks.simulation;

import io.holdfast.kv.KeyValueStore;
import io.holdfast.kv.time.Scheduler;
import io.holdfast.locks.Locks;
import io.holdfast.locks.LocksOptions;
import io.holdfast.locks.MutexHandle;
import io.holdfast.testkit.simulation.SimulatedClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;

/**
 * One process whose threads take locks, work on what they protect, and give them back, each in a
 * way drawn anew. When told to finish, each thread takes one last lock, however long that takes.
 */
final class Contender {
  private final SimulatedClient process;
  private final Scenario scenario;
  private final SplittableRandom random;
  private final Witnesses witnesses;
  private final Scheduler scheduler;
  private final UnaryOperator<KeyValueStore> store;
  private final List<MutexHandle> handles = new ArrayList<>();
  private Locks locks;
  private boolean finishing;
  private int busy;
  private Duration clingingUntil = Duration.ZERO;

  Contender(
      SimulatedClient process,
      Scenario scenario,
      SplittableRandom random,
      Witnesses witnesses,
      UnaryOperator<KeyValueStore> store) {
    this.process = process;
    this.scenario = scenario;
    this.random = random;
    this.witnesses = witnesses;
    this.scheduler = process.scheduler();
    this.store = store;
    this.locks = open();
  }

  void start() {
    busy = scenario.threads();
    for (int i = 0; i < scenario.threads(); i++) {
      think(this::next);
    }
  }

  SimulatedClient process() {
    return process;
  }

  /** From now on each thread that comes to its next lock makes it the last. */
  void finish() {
    finishing = true;
  }

  /** Whether every thread has had its last lock. */
  boolean done() {
    return busy == 0 || process.scheduler().dead();
  }

  List<MutexHandle> handles() {
    return handles;
  }

  /** Whether anything of it believes that it holds a lock. */
  boolean holds() {
    return handles.stream().anyMatch(MutexHandle::held);
  }

  /** Whoever holds a lock now goes on with its work for so long, and does not give it back. */
  void cling(Duration time) {
    clingingUntil = witnesses.now().plus(time);
  }

  CompletableFuture<Void> close() {
    return locks.closeAsync();
  }

  private Locks open() {
    return Locks.on(
        store.apply(process.store()),
        LocksOptions.on(scheduler)
            .owner(process.name())
            .leaseTtl(scenario.leaseTtl())
            .safetyMargin(scenario.safetyMargin())
            .random(random.split()));
  }

  private void next() {
    if (finishing) {
      last();
      return;
    }
    var mutex = locks.mutex(drawLock());
    var patience = upTo(Duration.ofSeconds(4)).plusMillis(1);
    switch (random.nextInt(10)) {
      case 0 -> afterwards(mutex.tryAcquireAsync());
      case 1, 2 -> afterwards(mutex.tryAcquireAsync(patience));
      case 3 -> {
        var attempt = mutex.acquireAsync(patience);
        scheduler.schedule(upTo(patience), () -> attempt.cancel(false));
        afterwards(attempt.thenApply(Optional::of));
      }
      default -> afterwards(mutex.acquireAsync(patience).thenApply(Optional::of));
    }
  }

  private void last() {
    var unused =
        locks
            .mutex(drawLock())
            .acquireAsync(Duration.ofHours(1))
            .whenComplete(
                (held, error) -> {
                  if (held == null) {
                    witnesses.starved(process.name(), error);
                    busy--;
                  } else {
                    hold(held, () -> busy--);
                  }
                });
  }

  private void afterwards(CompletableFuture<Optional<MutexHandle>> attempt) {
    var unused =
        attempt.whenComplete(
            (held, error) -> {
              if (held != null && held.isPresent()) {
                hold(held.get(), this::rest);
              } else {
                rest();
              }
            });
  }

  /** Reads what the lock protects, thinks for a while, writes it back, and gives back the lock. */
  private void hold(MutexHandle held, Runnable afterwards) {
    handles.add(held);
    witnesses.given(process.name(), held);
    var resource = witnesses.resource(held.name());
    Runnable giveBack = () -> giveBack(held, afterwards);
    resource.read(
        process,
        held.token(),
        seen -> {
          if (held.held()) {
            // No second look after the thought: this is the program that needs fencing.
            scheduler.schedule(
                drawThought(), () -> resource.write(process, held.token(), seen, giveBack));
          } else {
            giveBack.run();
          }
        });
  }

  private void giveBack(MutexHandle held, Runnable afterwards) {
    var left = clingingUntil.minus(witnesses.now());
    if (!finishing && held.held() && !left.isNegative() && !left.isZero()) {
      scheduler.schedule(left, () -> giveBack(held, afterwards));
      return;
    }
    if (!finishing && random.nextInt(20) == 0) {
      restart(afterwards);
      return;
    }
    witnesses.givenBack(process.name(), held);
    var unused = held.releaseAsync().whenComplete((outcome, error) -> afterwards.run());
  }

  /** The process ends all it has and begins anew. */
  private void restart(Runnable afterwards) {
    var unused = locks.closeAsync();
    locks = open();
    afterwards.run();
  }

  private void rest() {
    think(this::next);
  }

  private void think(Runnable then) {
    scheduler.schedule(upTo(Duration.ofMillis(300)), then);
  }

  private Duration drawThought() {
    if (finishing) {
      return upTo(Duration.ofMillis(100));
    }
    return upTo(random.nextInt(6) == 0 ? Duration.ofSeconds(2) : Duration.ofMillis(300));
  }

  private String drawLock() {
    return "L" + random.nextInt(scenario.locks());
  }

  private Duration upTo(Duration longest) {
    return Duration.ofNanos(random.nextLong(longest.toNanos() + 1));
  }
}
