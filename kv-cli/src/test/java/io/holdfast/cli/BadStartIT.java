package io.holdfast.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * What cannot start says what, where and what to do, in one line, with the documented exit code.
 */
@Tag("G12")
@Tag("G41")
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class BadStartIT {
  @TempDir Path directory;

  /** Exit status and standard error of a command that ended. */
  private record Ended(int status, String errors) {}

  @Test
  void shouldNameThePortThatIsInUse() throws Exception {
    try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Ended ended = server("--port", Integer.toString(taken.getLocalPort()));

      assertRefused(ended, Integer.toString(taken.getLocalPort()));
      assertEquals(1, ended.errors().lines().count(), ended.errors());
      assertFalse(
          Files.exists(directory.resolve("data")), "a directory of a server that never was");
    }
  }

  @Test
  void shouldNameTheHolderOfALockedDirectory() throws Exception {
    try (var holder = ServerProcess.start(directory.resolve("data"), 0)) {
      Ended ended = server("--port", "0");

      assertRefused(ended, directory.resolve("data").toString());
      assertTrue(holder.port() > 0);
    }
  }

  @Test
  void shouldRefuseAFileInPlaceOfADirectory() throws Exception {
    Files.writeString(directory.resolve("data"), "not a directory");

    assertRefused(server("--port", "0"), directory.resolve("data").toString());
  }

  @Test
  void shouldRefuseADirectoryWithSomethingElseInIt() throws Exception {
    Files.createDirectory(directory.resolve("data"));
    Files.writeString(directory.resolve("data").resolve("thesis.txt"), "years of work");

    assertRefused(server("--port", "0"), directory.resolve("data").toString());
    assertEquals(
        "years of work", Files.readString(directory.resolve("data").resolve("thesis.txt")));
    try (Stream<Path> files = Files.list(directory.resolve("data"))) {
      assertEquals(1, files.count(), "something of ours is left in a directory that was refused");
    }
  }

  @Test
  void shouldRefuseALogLevelThatThereIsNot() throws Exception {
    Ended ended = run(Map.of("HOLDFAST_LOG", "bogus"), "server", "--memory", "--port", "0");

    assertEquals(ExitCode.USAGE, ended.status(), ended.errors());
    assertEquals(
        "holdfast: HOLDFAST_LOG is 'bogus', expected debug, info, warn or error\n", ended.errors());
  }

  @Test
  void shouldRefuseAnEmptyNameOfAServerOrADirectory() throws Exception {
    Ended url = run(Map.of("HOLDFAST_URL", ""), "kv", "ls");
    Ended data = run(Map.of("HOLDFAST_DATA", ""), "server", "--port", "0");

    assertEquals(ExitCode.USAGE, url.status(), url.errors());
    assertTrue(url.errors().contains("URL is empty"), url.errors());
    assertEquals(ExitCode.USAGE, data.status(), data.errors());
    assertTrue(data.errors().contains("name is empty"), data.errors());
  }

  @Test
  void shouldNameADamagedFileAndServeNothing() throws Exception {
    ServerProcess.start(directory.resolve("data"), 0).close();
    Path log = segment(directory.resolve("data"));
    try (var file = new RandomAccessFile(log.toFile(), "rw")) {
      file.seek(16);
      int before = file.read();
      file.seek(16);
      file.write(before ^ 1);
    }

    assertRefused(server("--port", "0"), log.getFileName().toString());
  }

  @Test
  void shouldRefuseAnAddressOtherThanLoopback() throws Exception {
    Ended ended = server("--host", "0.0.0.0", "--port", "0");

    assertEquals(ExitCode.USAGE, ended.status(), ended.errors());
    assertTrue(ended.errors().contains("0.0.0.0"), ended.errors());
    assertTrue(ended.errors().contains("--insecure"), ended.errors());
    assertEquals(1, ended.errors().lines().count(), ended.errors());
  }

  /** 127.0.0.2 is an address of this machine to which a server on 127.0.0.1 does not listen. */
  @Test
  void shouldListenOnOneLoopbackAddressUnlessToldOtherwise() throws Exception {
    try (var server = ServerProcess.start(directory.resolve("data"), 0);
        var client = new Socket()) {
      new Socket(InetAddress.getLoopbackAddress(), server.port()).close();

      var elsewhere = new InetSocketAddress("127.0.0.2", server.port());
      assertThrows(IOException.class, () -> client.connect(elsewhere, 2000));
    }
  }

  @Test
  void shouldSayThatNoServerIsThere() throws Exception {
    int free;
    try (var probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      free = probe.getLocalPort();
    }
    String url = "nats://127.0.0.1:" + free;
    Ended ended = run("kv", "get", "--url", url, "--timeout", "1s", "bucket", "key");

    assertEquals(ExitCode.UNREACHABLE, ended.status(), ended.errors());
    assertTrue(ended.errors().contains(url), ended.errors());
    assertEquals(1, ended.errors().lines().count(), ended.errors());
  }

  private static void assertRefused(Ended ended, String named) {
    assertEquals(ExitCode.LOCAL_FAULT, ended.status(), ended.errors());
    assertTrue(ended.errors().contains(named), ended.errors());
    assertFalse(
        ended.errors().contains("\tat "), "a stack trace nobody asked for: " + ended.errors());
  }

  private static Path segment(Path data) throws IOException {
    try (Stream<Path> files = Files.walk(data)) {
      return files.filter(file -> file.toString().endsWith(".segment")).findFirst().orElseThrow();
    }
  }

  private Ended server(String... arguments) throws Exception {
    var all =
        Stream.concat(
            Stream.of("server", "--data", directory.resolve("data").toString()),
            Stream.of(arguments));
    return run(all.toArray(String[]::new));
  }

  private Ended run(String... arguments) throws Exception {
    return run(Map.of(), arguments);
  }

  private Ended run(Map<String, String> environment, String... arguments) throws Exception {
    Path errors = directory.resolve("errors");
    var command = new ArrayList<>(ServerProcess.command(arguments));
    // A client's log begins at warnings; in a program of a user's it may say more.
    command.add(1, "-Dorg.slf4j.simpleLogger.defaultLogLevel=info");
    var builder = new ProcessBuilder(command).redirectError(errors.toFile());
    builder.environment().putAll(environment);
    Process process = builder.start();
    try {
      assertTrue(process.waitFor(30, TimeUnit.SECONDS), "it started although it should not");
    } finally {
      process.destroyForcibly().waitFor();
    }
    return new Ended(process.exitValue(), Files.readString(errors, StandardCharsets.UTF_8));
  }
}
