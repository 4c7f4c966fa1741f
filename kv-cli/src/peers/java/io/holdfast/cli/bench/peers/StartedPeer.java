package io.holdfast.cli.bench.peers;

import io.holdfast.cli.Workplace;
import io.holdfast.cli.bench.target.BenchClient;
import io.holdfast.cli.bench.target.BenchTarget;
import io.holdfast.cli.bench.target.Durability;
import io.holdfast.cli.bench.target.ServerKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;

/**
 * A peer that was started here.
 *
 * @param log what it prints
 * @param connector makes a client of it
 */
record StartedPeer(
    ServerKind kind,
    Workplace place,
    Path log,
    Process process,
    boolean watches,
    Connector connector)
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
  public String lastWords() {
    try {
      List<String> lines = Files.readAllLines(log);
      return String.join(" / ", lines.subList(Math.max(0, lines.size() - 3), lines.size()));
    } catch (IOException unreadable) {
      return "";
    }
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
