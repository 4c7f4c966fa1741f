package io.holdfast.cli.bench.peers;

import io.holdfast.cli.Workplace;
import io.holdfast.cli.bench.target.BenchTarget;
import io.holdfast.cli.bench.target.Durability;
import io.holdfast.cli.bench.target.ServerKind;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** One Redis with {@code appendfsync always}: it forces its file to the disk before it answers. */
public final class RedisServer implements ServerKind {
  private static final Executable PROGRAM = new Executable("redis-server");

  @Override
  public String name() {
    return "redis";
  }

  @Override
  public Durability durability() {
    return Durability.FSYNC;
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
                "--port",
                Integer.toString(port),
                "--bind",
                "127.0.0.1",
                "--dir",
                data.toString(),
                "--appendonly",
                "yes",
                "--appendfsync",
                "always",
                "--save",
                ""));
    return new StartedPeer(
        this, place, Executable.log(data), process, false, () -> new RedisClient(port));
  }
}
