package io.holdfast.net.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * What clients cost that are connected and silent: the resident memory of a server in a process of
 * its own, before and after. Their number is given by {@code -Dholdfast.connections}; each takes a
 * file descriptor on either side.
 */
@Timeout(300)
class IdleConnectionsTest {
  private static final int CONNECTIONS = Integer.getInteger("holdfast.connections", 500);

  /** So that 10,000 of them take 300 MiB. */
  private static final long KIB_EACH = 30;

  /** The young generation, which whatever is done may fill once, and what the JIT compiles. */
  private static final long NOISE_KIB = 24 * 1024;

  private final ByteBuffer buffer = ByteBuffer.allocate(64 * 1024);

  @Test
  void shouldCostLittleMemory() throws Exception {
    assumeTrue(Files.exists(Path.of("/proc/self/status")), "resident memory is read from /proc");
    Process server = start();
    var clients = new ArrayList<SocketChannel>();
    try (BufferedReader out = server.inputReader(StandardCharsets.US_ASCII)) {
      int port = Integer.parseInt(out.readLine());
      // What only the first ones cost: classes, buffers of the event loops.
      connect(clients, port, 100);
      long before = residentKib(server);

      connect(clients, port, CONNECTIONS);

      long taken = residentKib(server) - before;
      System.out.printf(
          "%d idle connections take %d KiB above the %d KiB of a server with 100, %.1f KiB each%n",
          CONNECTIONS, taken, before, (double) taken / CONNECTIONS);
      long limit = CONNECTIONS * KIB_EACH + NOISE_KIB;
      assertTrue(taken <= limit, taken + " KiB for " + CONNECTIONS + ", expected " + limit);
      assertEquals("PONG\r\n", ask(clients.get(0), "PING\r\n"), "still served");
    } finally {
      for (SocketChannel client : clients) {
        client.close();
      }
      server.destroyForcibly().waitFor(20, TimeUnit.SECONDS);
    }
  }

  /** With the memory settings of {@code ./holdfast server}. */
  private static Process start() throws IOException {
    List<String> command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:+UseSerialGC",
            "-Xms36m",
            "-Xmn16m",
            "-Xmx512m",
            "-cp",
            System.getProperty("java.class.path"),
            IdleServer.class.getName());
    return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
  }

  private void connect(List<SocketChannel> clients, int port, int count) throws IOException {
    for (int i = 0; i < count; i++) {
      var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
      SocketChannel client = SocketChannel.open(address);
      clients.add(client);
      assertTrue(read(client).startsWith("INFO "));
      assertEquals("PONG\r\n", ask(client, hello(clients.size())));
    }
  }

  private static String hello(int number) {
    return "CONNECT {\"verbose\":false,\"headers\":true,\"no_responders\":true,\"protocol\":1,"
        + "\"lang\":\"java\",\"version\":\"2.25.1\"}\r\nSUB _INBOX.7QF3ZL0YJ3VZ4ZJ4TX7A"
        + number
        + ".* 1\r\nPING\r\n";
  }

  private String ask(SocketChannel client, String frames) throws IOException {
    client.write(ByteBuffer.wrap(frames.getBytes(StandardCharsets.US_ASCII)));
    return read(client);
  }

  /** Up to the end of a line, which is the end of what the server says. */
  private String read(SocketChannel client) throws IOException {
    buffer.clear();
    do {
      assertTrue(client.read(buffer) > 0, "the connection was closed");
    } while (buffer.get(buffer.position() - 1) != '\n');
    return StandardCharsets.US_ASCII.decode(buffer.flip()).toString();
  }

  private static long residentKib(Process process) throws IOException {
    for (String line : Files.readAllLines(Path.of("/proc/" + process.pid() + "/status"))) {
      if (line.startsWith("VmRSS:")) {
        return Long.parseLong(line.replaceAll("[^0-9]", ""));
      }
    }
    throw new IOException("process " + process.pid() + " has no resident memory, so it ended");
  }
}
