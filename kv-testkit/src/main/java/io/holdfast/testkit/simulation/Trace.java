package io.holdfast.testkit.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * What happened in a simulated run, one line per event with its virtual time. Confined to the
 * thread that runs the simulation.
 */
public final class Trace {
  private final VirtualScheduler world;
  private final boolean recording;
  private final List<String> lines = new ArrayList<>();

  Trace(VirtualScheduler world, boolean recording) {
    this.world = world;
    this.recording = recording;
  }

  /** Adds a line; {@code event} is asked for it only while recording. */
  public void add(String who, Supplier<String> event) {
    if (recording) {
      lines.add(String.format("%12.6f  %-8s  %s", world.clock().nanos() / 1e9, who, event.get()));
    }
  }

  /** All lines so far. */
  public List<String> lines() {
    return List.copyOf(lines);
  }
}
