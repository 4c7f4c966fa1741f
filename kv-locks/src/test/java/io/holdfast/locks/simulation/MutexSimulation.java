package io.holdfast.locks.simulation;

import io.holdfast.kv.KeyValueStore;
import io.holdfast.locks.HoldState;
import io.holdfast.testkit.simulation.SimulatedWorld;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;

/**
 * One schedule: clients contend while faults happen; then faults stop and everybody must get a last
 * lock; then everything closes and nothing may be left.
 */
final class MutexSimulation {
  /** The bucket that locks use unless told otherwise. */
  static final String BUCKET = "locks";

  /** Longest life of what the protocol leaves for late requests: markers of tickets. */
  private static final Duration SETTLING = Duration.ofSeconds(30);

  /** An event, a look, a try that finds itself too early, and another look and try. */
  private static final int MESSAGES_TO_TAKE = 9;

  private final SimulatedWorld world;
  private final Scenario scenario;
  private final SplittableRandom random;
  private final Witnesses witnesses;
  private final UnaryOperator<KeyValueStore> store;
  private final List<Contender> contenders = new ArrayList<>();
  private final Nemesis nemesis;

  private MutexSimulation(SimulatedWorld world, Sabotage sabotage) {
    this.world = world;
    this.random = world.randomForScript();
    this.scenario = sabotage.scenario(Scenario.draw(random));
    this.witnesses = new Witnesses(world, BUCKET);
    this.store = sabotage::store;
    for (int i = 0; i < scenario.clients(); i++) {
      contenders.add(contender("c" + i));
    }
    this.nemesis = new Nemesis(world, scenario, world.randomForScript(), contenders, this::replace);
    sabotage.clocks(world, contenders.stream().map(Contender::process).toList());
  }

  /** Runs the schedule of {@code seed}. */
  static Report run(long seed) {
    return run(SimulatedWorld.of(seed), Sabotage.NONE);
  }

  static Report run(SimulatedWorld world, Sabotage sabotage) {
    return new MutexSimulation(world, sabotage).run();
  }

  /** What one schedule came to. */
  record Report(
      List<String> violations,
      long grants,
      long losses,
      long updates,
      long updatesLostUnfenced,
      List<String> trace) {}

  private Report run() {
    world.trace().add("WORLD", scenario::toString);
    world.faults(scenario.faults());
    contenders.forEach(Contender::start);
    nemesis.start();
    world.time().advance(scenario.chaos());
    calmDown();
    closeAll();
    var survivors =
        contenders.stream().filter(contender -> !contender.process().scheduler().dead()).toList();
    witnesses.losses.finish(
        survivors.stream().flatMap(contender -> contender.handles().stream()).toList());
    witnesses.checkResources();
    return report();
  }

  private void calmDown() {
    nemesis.stop();
    world.faults(scenario.faults().withoutLosses());
    settle();
    witnesses.wakeUps.calm(longestWakeUp());
    contenders.forEach(Contender::finish);
    var bound = Duration.ofSeconds(60);
    boolean served =
        world.time().runUntil(() -> contenders.stream().allMatch(Contender::done), bound);
    if (!served) {
      var waiting = contenders.stream().filter(contender -> !contender.done());
      witnesses.violations.add(
          "G30",
          "without a lock "
              + bound
              + " after faults stopped: "
              + waiting.map(contender -> contender.process().name()).toList());
    }
  }

  /**
   * Lets end what faults have begun: outages of the server, requests that nothing will answer, and
   * late ones on their way, since a late renewal keeps a dead client's place for a time to live.
   */
  private void settle() {
    var faults = scenario.faults();
    world
        .time()
        .advance(
            Collections.max(
                List.of(faults.slowDelay(), faults.requestTimeout(), faults.lateDelay())));
    var bound = Duration.ofSeconds(5);
    if (!world.time().runUntil(() -> world.server().serving(), bound)) {
      throw new IllegalStateException("the server does not serve " + bound + " after its outage");
    }
  }

  /**
   * What {@code docs/lock-protocol.md} promises for a lock that is free while somebody waits: one
   * time to live, after which a waiter looks again in any case and the lease of a dead one ahead of
   * it has ended, and the messages of looking and taking.
   */
  private Duration longestWakeUp() {
    return scenario.leaseTtl().plus(scenario.faults().delay().multipliedBy(MESSAGES_TO_TAKE));
  }

  private void closeAll() {
    var closing = contenders.stream().map(Contender::close).toList();
    var bound = Duration.ofSeconds(30);
    var living = new ArrayList<CompletableFuture<Void>>();
    for (int i = 0; i < closing.size(); i++) {
      if (!contenders.get(i).process().scheduler().dead()) {
        living.add(closing.get(i));
      }
    }
    if (!world.time().runUntil(() -> living.stream().allMatch(CompletableFuture::isDone), bound)) {
      witnesses.violations.add("G35", "a lock client was not closed within " + bound);
    }
    var aging = SETTLING.plus(scenario.leaseTtl()).plusSeconds(10);
    world.time().advance(aging);
    witnesses.checkNothingIsLeft(BUCKET, aging);
  }

  private Report report() {
    long lost =
        contenders.stream()
            .flatMap(contender -> contender.handles().stream())
            .filter(handle -> handle.state() instanceof HoldState.Lost)
            .count();
    var resources = witnesses.resources().values();
    return new Report(
        witnesses.violations.found(),
        witnesses.table.grants(),
        lost,
        resources.stream().mapToLong(resource -> resource.fenced().acknowledged()).sum(),
        resources.stream().mapToLong(resource -> resource.unfenced().lost().size()).sum(),
        world.trace().lines());
  }

  private void replace(Contender killed) {
    var successor = contender(killed.process().name() + "b");
    contenders.add(successor);
    successor.start();
  }

  private Contender contender(String name) {
    return new Contender(world.client(name), scenario, random.split(), witnesses, store);
  }
}
