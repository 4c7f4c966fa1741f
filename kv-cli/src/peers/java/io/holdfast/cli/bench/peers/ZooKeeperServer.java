package io.holdfast.cli.bench.peers;

import io.holdfast.cli.Workplace;
import io.holdfast.cli.bench.target.BenchTarget;
import io.holdfast.cli.bench.target.Durability;
import io.holdfast.cli.bench.target.ServerKind;
import io.holdfast.kv.UnavailableException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * One ZooKeeper from its published jar, with the heap that its own start script gives it: it forces
 * its log to the disk before it acknowledges.
 */
public final class ZooKeeperServer implements ServerKind {
  private static final Duration LONGEST_START = Duration.ofSeconds(30);

  @Override
  public String name() {
    return "zookeeper";
  }

  @Override
  public Durability durability() {
    return Durability.FSYNC;
  }

  @Override
  public Optional<String> missing() {
    return Optional.empty();
  }

  @Override
  public BenchTarget start(Workplace place, Path data) throws Exception {
    int port = Executable.freePort();
    Path config = data.resolve("zoo.cfg");
    Files.writeString(
        config,
        String.join(
            "\n",
            "dataDir=" + data.resolve("zookeeper"),
            "clientPort=" + port,
            "clientPortAddress=127.0.0.1",
            "tickTime=2000",
            "maxClientCnxns=0",
            "forceSync=yes",
            "admin.enableServer=false",
            ""));
    var command =
        new ProcessBuilder(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx1000m",
                "-Dorg.slf4j.simpleLogger.defaultLogLevel=error",
                "-cp",
                System.getProperty("java.class.path"),
                "org.apache.zookeeper.server.ZooKeeperServerMain",
                config.toString()));
    Process process = Executable.start(place, data, port, command);
    awaitService(process, port);
    return new StartedPeer(
        this,
        place,
        Executable.log(data),
        process,
        true,
        () -> new ZooKeeperClient("127.0.0.1:" + port));
  }

  /**
   * It takes connections before it serves, and one that asks for a session in between is never
   * answered.
   */
  private static void awaitService(Process process, int port)
      throws IOException, InterruptedException {
    long started = System.nanoTime();
    while (!serves(port)) {
      if (!process.isAlive() || System.nanoTime() - started > LONGEST_START.toNanos()) {
        process.destroyForcibly();
        throw new UnavailableException("ZooKeeper took connections and did not serve");
      }
      Thread.sleep(2);
    }
  }

  private static boolean serves(int port) throws IOException {
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(1_000);
      socket.getOutputStream().write("srvr".getBytes(StandardCharsets.US_ASCII));
      String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
      return answer.startsWith("Zookeeper version");
    } catch (SocketException | SocketTimeoutException notYet) {
      return false;
    }
  }
}
