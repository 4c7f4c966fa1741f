package io.holdfast.locks.simulation;

import io.holdfast.testkit.simulation.SimulatedClient;
import io.holdfast.testkit.simulation.SimulatedWorld;
import io.holdfast.testkit.simulation.VirtualScheduler;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Consumer;

/** Does harm at drawn times: to processes, to connections, to the server and to clocks. */
final class Nemesis {
  private static final long MILLION = 1_000_000;

  /**
   * How far each of two clocks may be off, as a part of the safety margin: together nearly all of
   * it, so that a margin which is not kept shows.
   */
  private static final double WORST_DRIFT = 0.45;

  private final SimulatedWorld world;
  private final Scenario scenario;
  private final SplittableRandom random;
  private final List<Contender> contenders;
  private final Consumer<Contender> killed;
  private int deaths;
  private boolean stopped;

  Nemesis(
      SimulatedWorld world,
      Scenario scenario,
      SplittableRandom random,
      List<Contender> contenders,
      Consumer<Contender> killed) {
    this.world = world;
    this.scenario = scenario;
    this.random = random;
    this.contenders = contenders;
    this.killed = killed;
  }

  void start() {
    if (scenario.clocks() == Scenario.Clocks.DRIFTING) {
      world.server().clockRate(drawRate());
      contenders.forEach(contender -> contender.process().scheduler().clockRate(drawRate()));
    }
    planNext();
  }

  /** Ends all harm that has an end. */
  void stop() {
    stopped = true;
    for (var contender : contenders) {
      contender.process().scheduler().resume();
      contender.process().reconnect();
    }
  }

  private void planNext() {
    world.time().schedule(upTo(Duration.ofMillis(2500)), this::strike);
  }

  private void strike() {
    if (stopped) {
      return;
    }
    var victim = contenders.get(random.nextInt(contenders.size()));
    switch (random.nextInt(12)) {
      case 0, 1, 2 -> stall(victim.process(), upTo(scenario.leaseTtl().multipliedBy(2)));
      case 3, 4 -> cutOff(victim.process(), upTo(scenario.leaseTtl().multipliedBy(2)));
      case 9, 10, 11 -> strikeAHolderAroundExpiry();
      case 5 -> kill(victim);
      case 6 -> world.server().restart(upTo(Duration.ofMillis(1500)));
      case 7 -> world.server().changeLeader(upTo(Duration.ofMillis(1500)));
      default -> jumpClock(victim.process());
    }
    planNext();
  }

  /**
   * Takes a holder out of reach until about the end of its lease, a little before or after, while
   * it goes on with its work: the moment at which it must know by itself.
   */
  private void strikeAHolderAroundExpiry() {
    var holders =
        contenders.stream()
            .filter(contender -> contender.process().scheduler().running() && contender.holds())
            .toList();
    if (holders.isEmpty()) {
      return;
    }
    var victim = holders.get(random.nextInt(holders.size()));
    var ttl = scenario.leaseTtl();
    var time = ttl.multipliedBy(9).dividedBy(10).plus(upTo(ttl.dividedBy(2)));
    victim.cling(time);
    if (random.nextInt(3) == 0) {
      stall(victim.process(), time);
    } else {
      cutOff(victim.process(), time);
    }
  }

  private void stall(SimulatedClient process, Duration time) {
    boolean frozen = scenario.clocks() == Scenario.Clocks.SUSPENDED && random.nextBoolean();
    world.trace().add(process.name(), () -> (frozen ? "SUSPENDED for " : "PAUSED for ") + time);
    if (frozen) {
      process.scheduler().suspend();
    } else {
      process.scheduler().pause();
    }
    world.time().schedule(time, () -> process.scheduler().resume());
  }

  private void cutOff(SimulatedClient process, Duration time) {
    process.disconnect();
    world.time().schedule(time, process::reconnect);
  }

  private void kill(Contender victim) {
    if (deaths < 2 && !victim.process().scheduler().dead()) {
      deaths++;
      world.trace().add(victim.process().name(), () -> "KILLED");
      victim.process().scheduler().kill();
      killed.accept(victim);
    }
  }

  private void jumpClock(SimulatedClient process) {
    if (scenario.clocks() == Scenario.Clocks.JUMPING) {
      long seconds = random.nextLong(-3600, 3601);
      process.scheduler().wallError(Duration.ofSeconds(seconds));
      world.time().setWallTime(VirtualScheduler.EPOCH.plusSeconds(random.nextLong(-3600, 3601)));
    }
  }

  private long drawRate() {
    long worst = (long) (MILLION * scenario.safetyMargin() * WORST_DRIFT);
    return MILLION + random.nextLong(-worst, worst + 1);
  }

  private Duration upTo(Duration longest) {
    return Duration.ofNanos(random.nextLong(longest.toNanos() + 1));
  }
}
