package io.holdfast.locks.simulation;

import io.holdfast.testkit.simulation.SimulatedWorld;
import java.util.ArrayList;
import java.util.List;

/** What broke a guarantee in one schedule, in order. */
final class Violations {
  private final SimulatedWorld world;
  private final List<String> found = new ArrayList<>();

  Violations(SimulatedWorld world) {
    this.world = world;
  }

  void add(String guarantee, String what) {
    world.trace().add("CHECKER", () -> guarantee + ": " + what);
    found.add(guarantee + " at " + world.time().elapsed() + ": " + what);
  }

  List<String> found() {
    return List.copyOf(found);
  }
}
