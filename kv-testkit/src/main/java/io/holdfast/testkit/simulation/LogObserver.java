package io.holdfast.testkit.simulation;

import io.holdfast.kv.command.Command;
import io.holdfast.kv.command.EntryHeader;
import io.holdfast.kv.command.Outcome;
import io.holdfast.kv.watch.StoreView;

/**
 * Sees every log entry as it is applied, on the thread that runs the simulation, before anybody
 * hears of it. It must not change the world.
 */
@FunctionalInterface
public interface LogObserver {
  /**
   * One entry was applied.
   *
   * @param header its place and times
   * @param command its only command
   * @param outcome what it came to
   * @param after the state after it
   */
  void applied(EntryHeader header, Command command, Outcome outcome, StoreView after);
}
