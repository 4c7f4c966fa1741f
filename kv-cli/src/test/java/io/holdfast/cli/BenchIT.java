package io.holdfast.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The bench as a user runs it, with tiny counts, and what it leaves behind: nothing. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class BenchIT {
  @TempDir Path directory;

  private record Ended(int status, String out, String err) {}

  @Test
  void shouldMeasureEveryWorkloadOnAServerOfItsOwn() throws Exception {
    Ended ended = bench("--json", "--callers", "2", "--keys", "50", "--data", directory.toString());

    assertEquals(ExitCode.DONE, ended.status(), ended.err());
    List<Map<String, Object>> rows = rows(ended.out());
    assertEquals(
        Set.of(
            "put",
            "get",
            "counter",
            "create-delete",
            "lock",
            "contended-lock",
            "watch",
            "fan-out",
            "start"),
        workloads(rows));
    for (Map<String, Object> row : rows) {
      assertEquals(0.0, figure(row, "errors"), row.toString());
      assertTrue(figure(row, "start".equals(row.get("workload")) ? "start" : "rate") > 0);
    }
    assertEquals(List.of(), left(), "what was left behind");
  }

  @Test
  void shouldMeasureAServerThatRunsAndLeaveItAsItWas() throws Exception {
    try (ServerProcess server = ServerProcess.start(directory.resolve("data"), 0)) {
      Ended ended = bench("put,lock", "--url", server.url(), "--callers", "2", "--keys", "10");

      assertEquals(ExitCode.DONE, ended.status(), ended.err());
      assertTrue(ended.out().contains("put, 2 callers"), ended.out());
      assertTrue(ended.out().contains("free lock, 2 callers"), ended.out());
      assertEquals("", run("kv", "ls", "--url", server.url()).out(), "buckets left");
    }
  }

  @Test
  void shouldLeaveNothingWhenItIsInterrupted() throws Exception {
    Process bench =
        new ProcessBuilder(
                ServerProcess.command(
                    "bench", "put", "--duration", "1m", "--data", directory.toString()))
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    List<ProcessHandle> servers = serversOf(bench);
    assertEquals(0, new ProcessBuilder("kill", "-TERM", "" + bench.pid()).start().waitFor());

    assertTrue(bench.waitFor(30, TimeUnit.SECONDS), "it did not end on SIGTERM");
    for (ProcessHandle server : servers) {
      assertFalse(server.isAlive(), "its server outlived it");
    }
    assertEquals(List.of(), left());
  }

  @Test
  void shouldSayThatNoServerIsThere() throws Exception {
    int free;
    try (var probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      free = probe.getLocalPort();
    }
    String url = "nats://127.0.0.1:" + free;
    Ended ended = bench("put", "--url", url);

    assertEquals(ExitCode.UNREACHABLE, ended.status(), ended.err());
    assertTrue(ended.err().contains(url), ended.err());
  }

  @Test
  void shouldRefuseWhatMakesNoSense() throws Exception {
    assertRefused("nonsense", "'nonsense' is not a workload");
    assertRefused("start --url nats://127.0.0.1:1", "leave out --url");
    assertRefused("put --callers 0", "--callers must be 1 to 1024, got 0");
    assertRefused("put --rate -1", "--rate must be 0 to");
    assertRefused("fan-out --rate 100", "'fan-out' has no rate");
    assertRefused("put --json --markdown", "exclude each other");
    assertRefused("put --server-pid 1", "belongs to --url");
    assertRefused("put --data /no/such/directory", "is not a directory");
  }

  private void assertRefused(String arguments, String expected) throws Exception {
    Ended ended = run(("bench " + arguments).split(" "));

    assertEquals(ExitCode.USAGE, ended.status(), ended.err());
    assertTrue(ended.err().contains(expected), ended.err());
  }

  private Ended bench(String... arguments) throws Exception {
    var all = new ArrayList<>(List.of("bench"));
    all.addAll(List.of(arguments));
    all.addAll(List.of("--warm-up", "0s", "--duration", "100ms", "--rounds", "1"));
    return run(all.toArray(String[]::new));
  }

  private Ended run(String... arguments) throws Exception {
    Path logs = Files.createTempDirectory("holdfast-bench-it");
    Path out = logs.resolve("out");
    Path err = logs.resolve("err");
    Process process =
        new ProcessBuilder(ServerProcess.command(arguments))
            .redirectOutput(out.toFile())
            .redirectError(err.toFile())
            .start();
    try {
      assertTrue(process.waitFor(90, TimeUnit.SECONDS), "it did not end");
      return new Ended(process.exitValue(), Files.readString(out), Files.readString(err));
    } finally {
      process.destroyForcibly().waitFor();
      Files.delete(out);
      Files.delete(err);
      Files.delete(logs);
    }
  }

  private static List<ProcessHandle> serversOf(Process bench) {
    while (bench.isAlive()) {
      List<ProcessHandle> children = bench.descendants().toList();
      if (!children.isEmpty()) {
        return children;
      }
      Thread.onSpinWait();
    }
    throw new AssertionError("the bench ended before it had started a server");
  }

  private List<Path> left() throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.toList();
    }
  }

  private static List<Map<String, Object>> rows(String json) throws IOException {
    var rows = new ArrayList<Map<String, Object>>();
    for (String line : json.lines().skip(1).toList()) {
      rows.add(JSON.std.mapFrom(line.getBytes(StandardCharsets.UTF_8)));
    }
    return rows;
  }

  private static Set<Object> workloads(List<Map<String, Object>> rows) {
    var workloads = new LinkedHashSet<>();
    rows.forEach(row -> workloads.add(row.get("workload")));
    return workloads;
  }

  private static double figure(Map<String, Object> row, String name) {
    var figures = (Map<?, ?>) Objects.requireNonNull(row.get("figures"), row::toString);
    var figure = (Map<?, ?>) Objects.requireNonNull(figures.get(name), row::toString);
    return ((Number) Objects.requireNonNull(figure.get("median"), row::toString)).doubleValue();
  }
}
