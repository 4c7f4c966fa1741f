package io.holdfast.locks.simulation;

import io.holdfast.kv.KeyValueStore;
import io.holdfast.testkit.simulation.SimulatedClient;
import io.holdfast.testkit.simulation.SimulatedWorld;
import java.util.List;

/** A planted defect: shows that a checker bites. */
interface Sabotage {
  /** Everything as it should be. */
  Sabotage NONE = new Sabotage() {};

  /** The scenario to play instead. */
  default Scenario scenario(Scenario drawn) {
    return drawn;
  }

  /** The store that locks are given instead. */
  default KeyValueStore store(KeyValueStore real) {
    return real;
  }

  /** Does something to clocks before anything runs. */
  default void clocks(SimulatedWorld world, List<SimulatedClient> processes) {}
}
