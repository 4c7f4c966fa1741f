package io.holdfast.testkit.simulation;

import io.holdfast.kv.KeyValueStore;

/**
 * One simulated process: its threads and clocks, and the store as it reaches it. Confined to the
 * thread that runs the simulation.
 */
public final class SimulatedClient {
  private final ClientScheduler scheduler;
  private final Link link;
  private final Trace trace;
  private final KeyValueStore store;

  SimulatedClient(ClientScheduler scheduler, SimulatedServer server, Link link, Trace trace) {
    this.scheduler = scheduler;
    this.link = link;
    this.trace = trace;
    this.store =
        new SimulatedStore(
            new RemoteCalls(scheduler, server, link, trace),
            new RemoteWatches(scheduler, server, link, trace),
            server.capabilities());
  }

  /** Its name. */
  public String name() {
    return scheduler.name();
  }

  /** Its threads and clocks; pause, suspend and kill it there. */
  public ClientScheduler scheduler() {
    return scheduler;
  }

  /** The store, over its own connection. */
  public KeyValueStore store() {
    return store;
  }

  /** Cuts it off from the server: what would arrive meanwhile, either way, is lost. */
  public void disconnect() {
    trace.add(name(), () -> "is cut off");
    link.setUp(false);
  }

  /** Ends {@link #disconnect}. */
  public void reconnect() {
    trace.add(name(), () -> "is connected again");
    link.setUp(true);
  }
}
