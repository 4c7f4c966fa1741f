package io.holdfast.cli.bench.peers;

import io.holdfast.cli.Workplace;
import io.holdfast.cli.bench.jnats.NatsTarget;
import io.holdfast.cli.bench.target.BenchTarget;
import io.holdfast.cli.bench.target.Durability;
import io.holdfast.cli.bench.target.ServerKind;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** nats-server with JetStream as it comes: it acknowledges from the page cache. */
public final class NatsServer implements ServerKind {
  private static final Executable PROGRAM = new Executable("nats-server");

  @Override
  public String name() {
    return "nats";
  }

  @Override
  public Durability durability() {
    return Durability.NO_FSYNC;
  }

  @Override
  public Optional<String> missing() {
    return PROGRAM.missing();
  }

  @Override
  public BenchTarget start(Workplace place, Path data) throws Exception {
    int port = Executable.freePort();
    Process process =
        PROGRAM.start(
            place,
            data,
            port,
            List.of(
                "--jetstream",
                "--store_dir",
                data.toString(),
                "--addr",
                "127.0.0.1",
                "--port",
                Integer.toString(port)));
    return NatsTarget.started(name(), durability(), "nats://127.0.0.1:" + port, place, process);
  }
}
