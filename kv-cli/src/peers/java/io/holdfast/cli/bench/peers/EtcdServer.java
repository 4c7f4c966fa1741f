package io.holdfast.cli.bench.peers;

import io.holdfast.cli.Workplace;
import io.holdfast.cli.bench.target.BenchTarget;
import io.holdfast.cli.bench.target.Durability;
import io.holdfast.cli.bench.target.ServerKind;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** One etcd as it comes: it forces its log to the disk before it acknowledges. */
public final class EtcdServer implements ServerKind {
  private static final Executable PROGRAM = new Executable("etcd");

  @Override
  public String name() {
    return "etcd";
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
    String clients = "http://127.0.0.1:" + port;
    String peers = "http://127.0.0.1:" + Executable.freePort();
    Process process =
        PROGRAM.start(
            place,
            data,
            port,
            List.of(
                "--data-dir",
                data.resolve("etcd").toString(),
                "--listen-client-urls",
                clients,
                "--advertise-client-urls",
                clients,
                "--listen-peer-urls",
                peers,
                "--initial-advertise-peer-urls",
                peers,
                "--initial-cluster",
                "default=" + peers,
                // It keeps every revision until told to compact; the default is 2 GiB.
                "--quota-backend-bytes",
                Long.toString(8L << 30),
                "--log-level",
                "error"));
    return new StartedPeer(
        this, place, Executable.log(data), process, true, () -> new EtcdClient(clients));
  }
}
