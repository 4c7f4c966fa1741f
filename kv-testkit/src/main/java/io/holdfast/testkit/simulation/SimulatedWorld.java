package io.holdfast.testkit.simulation;

import java.util.SplittableRandom;

/**
 * A server and its clients in virtual time, all driven by one seed: the same seed and the same
 * calls give the same run, event by event. Confined to the thread that runs the simulation.
 *
 * <pre>{@code
 * var world = SimulatedWorld.of(42);
 * var client = world.client("c1");
 * world.faults(FaultPlan.HARSH);
 * client.store().bucketAsync("b")...
 * world.time().advance(Duration.ofSeconds(10));
 * }</pre>
 */
public final class SimulatedWorld {
  private final SplittableRandom random;
  private final VirtualScheduler time;
  private final Trace trace;
  private final SimulatedServer server;
  private FaultPlan faults = FaultPlan.NONE;

  private SimulatedWorld(long seed, boolean recording) {
    this.random = new SplittableRandom(seed);
    this.time = new VirtualScheduler(random.nextLong());
    this.trace = new Trace(time, recording);
    this.server = new SimulatedServer(time, trace);
  }

  /** A world without faults so far, whose every draw follows from {@code seed}. */
  public static SimulatedWorld of(long seed) {
    return new SimulatedWorld(seed, false);
  }

  /** The same world, which also writes its {@link #trace}. */
  public static SimulatedWorld recording(long seed) {
    return new SimulatedWorld(seed, true);
  }

  /** Virtual time; run it to make anything happen. */
  public VirtualScheduler time() {
    return time;
  }

  /** The store's other end. */
  public SimulatedServer server() {
    return server;
  }

  /** What happened so far; empty unless recording. */
  public Trace trace() {
    return trace;
  }

  /** A source of seeded numbers of its own, for a script that runs in this world. */
  public SplittableRandom randomForScript() {
    return random.split();
  }

  /** One more client, connected. */
  public SimulatedClient client(String name) {
    var link = new Link(time, random.split(), () -> faults);
    return new SimulatedClient(time.client(name), server, link, trace);
  }

  /** What the network does from now on. */
  public void faults(FaultPlan plan) {
    faults = plan;
  }
}
