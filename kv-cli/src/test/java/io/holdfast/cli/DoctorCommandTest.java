package io.holdfast.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.jr.ob.JSON;
import io.holdfast.kv.BucketConfig;
import io.holdfast.kv.Bytes;
import io.holdfast.node.HoldfastNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code holdfast doctor} on the files of a real store, and {@code server --heal}. */
@Tag("G12")
@Tag("G13")
class DoctorCommandTest {
  private final PrintStream realOut = System.out;
  private final PrintStream realErr = System.err;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  @TempDir Path folder;
  private Path data;

  @BeforeEach
  void capture() {
    data = folder.resolve("data");
    System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
    System.setErr(new PrintStream(err, true, StandardCharsets.UTF_8));
  }

  @AfterEach
  void release() {
    System.setOut(realOut);
    System.setErr(realErr);
  }

  @Test
  void shouldDescribeAHealthyDirectory() throws InterruptedException {
    store();

    assertEquals(
        ExitCode.DONE, run("doctor", data.toString()), err.toString(StandardCharsets.UTF_8));

    String said = out.toString(StandardCharsets.UTF_8);
    assertTrue(said.contains("node-1 of cluster "), said);
    assertTrue(said.contains("0000000000000001.segment: records 1 to "), said);
    assertTrue(said.contains("healthy: every byte"), said);
  }

  @Test
  void shouldNameDamageAndWhatCanBeDone() throws Exception {
    store();
    Path segment = segment();
    flip(segment, 600);

    assertEquals(ExitCode.LOCAL_FAULT, run("doctor", data.toString()));

    String said = out.toString(StandardCharsets.UTF_8);
    assertTrue(said.contains("DAMAGED: log/" + segment.getFileName() + ", offset 512: "), said);
    assertTrue(said.contains("Restore a copy"), said);
    assertFalse(said.contains("healthy"), said);
  }

  @Test
  void shouldSayTheSameToScripts() throws Exception {
    store();
    assertEquals(ExitCode.DONE, run("doctor", "--json", data.toString()));
    Map<String, Object> healthy = JSON.std.mapFrom(out.toString(StandardCharsets.UTF_8));
    assertEquals(true, healthy.get("healthy"));
    assertEquals(List.of(), healthy.get("findings"));
    assertEquals("node-1", healthy.get("node"));

    flip(data.resolve("vote").resolve("vote"), 25);
    out.reset();
    assertEquals(ExitCode.LOCAL_FAULT, run("doctor", "--json", data.toString()));

    Map<String, Object> damaged = JSON.std.mapFrom(out.toString(StandardCharsets.UTF_8));
    assertEquals(false, damaged.get("healthy"));
    var findings = (List<?>) Objects.requireNonNull(damaged.get("findings"));
    var finding = (Map<?, ?>) Objects.requireNonNull(findings.get(0));
    assertEquals("damage", finding.get("severity"));
    assertEquals(data.resolve("vote").resolve("vote").toString(), finding.get("file"));
  }

  @Test
  void shouldRefuseADirectoryInUse() {
    try (var node = HoldfastNode.builder().data(data).start()) {
      assertEquals(ExitCode.LOCAL_FAULT, run("doctor", data.toString()));
      assertTrue(err.toString(StandardCharsets.UTF_8).contains("in use by process"));
      assertTrue(node.url().isEmpty());
    }
  }

  @Test
  void shouldSayOnceThatADirectoryIsSomebodyElses() throws IOException {
    Files.createDirectory(data);
    for (int i = 0; i < 30; i++) {
      Files.writeString(data.resolve("mine-" + i), "text");
    }

    assertEquals(ExitCode.LOCAL_FAULT, run("doctor", data.toString()));

    String said = out.toString(StandardCharsets.UTF_8);
    assertEquals(1, said.lines().filter(line -> line.startsWith("refused: ")).count(), said);
    assertTrue(said.contains("30 other files and folders, such as mine-"), said);
  }

  @Test
  void shouldRefuseWhatIsNoDirectory() {
    assertEquals(ExitCode.USAGE, run("doctor", folder.resolve("nowhere").toString()));
    assertTrue(err.toString(StandardCharsets.UTF_8).contains("is not a directory"));
  }

  /** There is no peer to heal from, and an attempt must not look like one that worked. */
  @Test
  void shouldRefuseToHealASingleNode() {
    assertEquals(ExitCode.USAGE, run("server", "--heal", "--data", data.toString()));

    String said = err.toString(StandardCharsets.UTF_8);
    assertTrue(said.contains("runs alone") && said.contains("holdfast doctor " + data), said);
    assertFalse(Files.exists(data));
  }

  private void store() throws InterruptedException {
    try (var node = HoldfastNode.builder().data(data).start()) {
      var bucket = node.store().createBucket(BucketConfig.of("b"));
      bucket.put("key", Bytes.utf8("value"));
    }
  }

  private Path segment() throws IOException {
    try (var files = Files.list(data.resolve("log"))) {
      return files.filter(each -> each.toString().endsWith(".segment")).findFirst().orElseThrow();
    }
  }

  private static void flip(Path file, int offset) throws IOException {
    try (var open = new RandomAccessFile(file.toFile(), "rw")) {
      open.seek(offset);
      int before = open.read();
      open.seek(offset);
      open.write(before ^ 1);
    }
  }

  private static int run(String... arguments) {
    return Holdfast.run(arguments);
  }
}
