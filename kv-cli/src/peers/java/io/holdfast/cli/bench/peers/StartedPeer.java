package io.holdfast.cli.bench.peers;

import io.holdfast.cli.Workplace;
import io.holdfast.cli.bench.target.BenchClient;
import io.holdfast.cli.bench.target.BenchTarget;
import io.holdfast.cli.bench.target.Durability;
import io.holdfast.cli.bench.target.ServerKind;
import java.util.OptionalLong;

/**
 * A peer that was started here.
 *
 * @param connector makes a client of it
 */
record StartedPeer(
    ServerKind kind, Workplace place, Process process, boolean watches, Connector connector)
    implements BenchTarget {
  /** Makes a client. */
  interface Connector {
    BenchClient connect() throws Exception;
  }

  @Override
  public String name() {
    return kind.name();
  }

  @Override
  public Durability durability() {
    return kind.durability();
  }

  @Override
  public OptionalLong pid() {
    return OptionalLong.of(process.pid());
  }

  @Override
  public BenchClient connect() throws Exception {
    return connector.connect();
  }

  @Override
  public void kill() throws InterruptedException {
    place.kill(process);
  }

  @Override
  public void close() {
    place.end(process);
  }
}
