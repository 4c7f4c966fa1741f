package io.holdfast.testkit.simulation;

import io.holdfast.kv.Capabilities;
import io.holdfast.kv.state.StateMachine;
import io.holdfast.kv.store.LocalStore;
import io.holdfast.kv.store.LogBackedStore;
import io.holdfast.kv.watch.StoreView;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The store that every simulated client talks to: the real state machine behind a log whose leader
 * can go, in a process that can go down and come back with its state. Confined to the thread that
 * runs the simulation.
 */
public final class SimulatedServer {
  private final VirtualScheduler world;
  private final Trace trace;
  private final ClientScheduler node;
  private final StateMachine state = new StateMachine();
  private final SimulatedLog log;
  private final Map<String, ServerSession> sessions = new LinkedHashMap<>();
  private boolean up = true;
  private int outages;

  SimulatedServer(VirtualScheduler world, Trace trace) {
    this.world = world;
    this.trace = trace;
    this.node = world.client("server");
    this.log = new SimulatedLog(state, node);
  }

  /** The state as applied so far. */
  public StoreView view() {
    return state.view();
  }

  /** The store as an operator of the server reaches it, past every network. */
  public LocalStore store() {
    return new LogBackedStore("simulated server", log, state, node);
  }

  /** Shows every log entry to {@code observer} from now on. */
  public void observe(LogObserver observer) {
    log.observe(observer);
  }

  /** Lets the leader's monotonic clock run fast or slow; see {@link ClientScheduler#clockRate}. */
  public void clockRate(long partsPerMillion) {
    node.clockRate(partsPerMillion);
  }

  /**
   * Takes the leader away, and gives a new one after {@code gap}. Connections and watches stay;
   * what arrives meanwhile is refused.
   */
  public void changeLeader(Duration gap) {
    trace.add("server", () -> "leader lost for " + gap);
    leadAgainAfter(gap);
  }

  /**
   * Stops the process and starts it again after {@code downTime}. Connections and watches end, what
   * arrives meanwhile is lost, the state survives.
   */
  public void restart(Duration downTime) {
    trace.add("server", () -> "down for " + downTime);
    up = false;
    var ended = List.copyOf(sessions.values());
    sessions.clear();
    ended.forEach(ServerSession::end);
    leadAgainAfter(downTime);
  }

  /** Whether it serves at this moment. */
  public boolean serving() {
    return up && log.led();
  }

  private void leadAgainAfter(Duration time) {
    log.stopLeading();
    int outage = ++outages;
    world.schedule(
        time,
        () -> {
          // Overlapping outages end with the last one that began.
          if (outage == outages) {
            up = true;
            log.lead();
            trace.add("server", () -> "serves again");
          }
        });
  }

  /** The server's end of the connection of {@code client}; empty while it is down. */
  Optional<ServerSession> session(String client) {
    return up
        ? Optional.of(sessions.computeIfAbsent(client, unused -> connect()))
        : Optional.empty();
  }

  Capabilities capabilities() {
    return new Capabilities(
        "simulated store over virtual time",
        true,
        true,
        Capabilities.TtlPrecision.MILLIS,
        Capabilities.Durability.MEMORY);
  }

  private ServerSession connect() {
    var connection = new StampingLog(log);
    return new ServerSession(
        connection, new LogBackedStore("simulated server", connection, state, node));
  }
}
