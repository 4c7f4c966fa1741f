package io.holdfast.locks.simulation;

import io.holdfast.locks.MutexHandle;
import io.holdfast.testkit.simulation.SimulatedWorld;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Everything that looks at a schedule and judges it. */
final class Witnesses {
  final Violations violations;
  final LockTable table;
  final TokensOnlyGrow tokens;
  final LossIsNoticedInTime losses;
  final FreeLocksAreTaken wakeUps;
  private final SimulatedWorld world;
  private final Map<String, Resource> resources = new TreeMap<>();
  private final SplittableRandom random;

  Witnesses(SimulatedWorld world, String bucket) {
    this.world = world;
    this.random = world.randomForScript();
    this.violations = new Violations(world);
    this.tokens = new TokensOnlyGrow(violations);
    this.losses = new LossIsNoticedInTime(violations);
    this.wakeUps = new FreeLocksAreTaken(violations, world);
    this.table =
        new LockTable(
            bucket,
            List.of(
                tokens,
                new HoldersAreAliveSessions(violations),
                losses,
                new GrantsFollowTickets(violations),
                wakeUps));
    world.server().observe(table);
  }

  /** Virtual time since the beginning. */
  Duration now() {
    return world.time().elapsed();
  }

  Resource resource(String lock) {
    return resources.computeIfAbsent(lock, unused -> new Resource(world, random.split()));
  }

  Map<String, Resource> resources() {
    return resources;
  }

  void given(String process, MutexHandle held) {
    world.trace().add(process, () -> "HOLDS " + held.name() + " " + held.token());
    tokens.given(held);
    losses.given(held);
  }

  void givenBack(String process, MutexHandle held) {
    world.trace().add(process, () -> "GIVES BACK " + held.name() + " " + held.state());
  }

  void starved(String process, @Nullable Throwable error) {
    violations.add("G30", process + " did not get its last lock: " + error);
  }

  /** G28: no acknowledged update of a fenced resource is lost. */
  void checkResources() {
    resources.forEach(
        (lock, resource) -> {
          if (!resource.fenced().lost().isEmpty()) {
            violations.add(
                "G28",
                "updates of " + lock + " lost behind the fence: " + resource.fenced().lost());
          }
        });
  }

  /** G27, G30: what everybody has closed, and has had time to age, leaves nothing behind. */
  void checkNothingIsLeft(String bucket, Duration waited) {
    var left = world.server().view().bucket(bucket);
    var entry = left == null ? null : left.next(1, ">");
    if (entry != null) {
      violations.add("G30", entry + " is left " + waited + " after everything was closed");
    }
  }
}
