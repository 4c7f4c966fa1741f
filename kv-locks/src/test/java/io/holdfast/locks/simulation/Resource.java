package io.holdfast.locks.simulation;

import io.holdfast.kv.FencingToken;
import io.holdfast.testkit.simulation.SimulatedClient;
import io.holdfast.testkit.simulation.SimulatedWorld;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Consumer;

/**
 * What one lock protects, somewhere on the network: the same requests go to a set that checks
 * fencing tokens and to one that does not.
 */
final class Resource {
  private static final Duration LONGEST_TRIP = Duration.ofMillis(30);

  private final SimulatedWorld world;
  private final SplittableRandom random;
  private final SharedSet fenced = new SharedSet(true);
  private final SharedSet unfenced = new SharedSet(false);
  private long nextElement;

  Resource(SimulatedWorld world, SplittableRandom random) {
    this.world = world;
    this.random = random;
  }

  /** What a read found in each of the sets, where it was let in. */
  record Seen(Optional<Set<Long>> fenced, Optional<Set<Long>> unfenced) {}

  void read(SimulatedClient reader, FencingToken token, Consumer<Seen> answer) {
    travel(
        () -> {
          var seen = new Seen(fenced.read(token), unfenced.read(token));
          travel(() -> reader.scheduler().execute(() -> answer.accept(seen)));
        });
  }

  void write(SimulatedClient writer, FencingToken token, Seen seen, Runnable answered) {
    long element = nextElement++;
    travel(
        () -> {
          seen.fenced().ifPresent(before -> fenced.write(token, before, element));
          seen.unfenced().ifPresent(before -> unfenced.write(token, before, element));
          travel(() -> writer.scheduler().execute(answered));
        });
  }

  SharedSet fenced() {
    return fenced;
  }

  SharedSet unfenced() {
    return unfenced;
  }

  private void travel(Runnable arrival) {
    world.time().schedule(Duration.ofNanos(random.nextLong(LONGEST_TRIP.toNanos())), arrival);
  }
}
