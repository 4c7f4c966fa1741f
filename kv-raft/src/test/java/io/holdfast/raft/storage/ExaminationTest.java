package io.holdfast.raft.storage;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.holdfast.raft.storage.Finding.Severity;
import io.holdfast.raft.storage.VoteFile.Vote;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What somebody who only looks is told of a directory, and that looking changes nothing. */
@Tag("G11")
@Tag("G12")
@Tag("G13")
class ExaminationTest {
  private static final int STEP = 61; // coprime to a sector, so that all kinds of bytes are met

  private final Path root;

  ExaminationTest(@TempDir Path folder) {
    this.root = folder.resolve("data");
  }

  @Test
  void shouldDescribeASoundDirectoryAndLeaveItAsItIs() throws IOException {
    RealNode.fill(root);
    var before = RealNode.files(root);

    var report = Examination.of(root);

    assertTrue(report.healthy(), report.toString());
    assertEquals(List.of(), report.findings());
    assertEquals(RealNode.IDENTITY, report.identity().orElseThrow());
    assertTrue(report.member());
    assertEquals(new Vote(9, "node-1:0"), report.vote().orElseThrow());
    assertEquals(20, report.log().orElseThrow().first());
    assertEquals(60, report.log().orElseThrow().last());
    assertEquals(20, report.segments().get(0).firstRecord());
    assertEquals(60, report.segments().get(report.segments().size() - 1).lastRecord());
    assertEquals(30, report.snapshots().get(0).lastRecord());
    assertUnchanged(before);
  }

  @Test
  void shouldNameFileAndPlaceOfOneFlippedBitInAnyFile() throws IOException {
    RealNode.fill(root);
    var sound = RealNode.files(root);
    int flips = 0;
    for (var file : stored(sound)) {
      for (int at = 0; at < bytes(sound, file).length; at += STEP) {
        var damaged = bytes(sound, file).clone();
        damaged[at] ^= (byte) (1 << at % 8);
        Files.write(file, damaged);

        var found = damage(Examination.of(root));

        assertEquals(1, found.size(), "byte " + at + " of " + file + ": " + found);
        assertEquals(file, found.get(0).file());
        assertTrue(found.get(0).offset() <= at, "byte " + at + ": " + found);
        Files.write(file, bytes(sound, file));
        flips++;
      }
    }
    assertTrue(flips > 400, flips + " flips");
    assertUnchanged(sound);
  }

  @Test
  void shouldTellOfEveryDamageAndNotOnlyOfTheFirst() throws IOException {
    RealNode.fill(root);
    var sound = RealNode.files(root);
    var files = stored(sound).stream().filter(file -> !file.endsWith("identity")).toList();
    for (var file : files) {
      var damaged = bytes(sound, file).clone();
      damaged[Math.min(700, damaged.length - 1)] ^= 1;
      Files.write(file, damaged);
    }
    var damaged = damage(Examination.of(root)).stream().map(Finding::file).distinct().sorted();
    assertEquals(files.stream().sorted().toList(), damaged.toList());
  }

  @Test
  void shouldCallATornTailHarmlessAndAStartShouldCutIt() throws IOException {
    var sound = copyOfOpenNode();
    var newest = newestSegment(sound);
    var bytes = bytes(sound, newest);
    int torn = lastWritten(bytes) / Sector.BYTES * Sector.BYTES;
    Arrays.fill(bytes, torn, torn + Sector.BYTES, (byte) 0);
    RealNode.restore(sound);

    var report = Examination.of(root);

    assertTrue(report.healthy(), report.toString());
    assertEquals(1, report.findings().size(), report.toString());
    assertEquals(Severity.HARMLESS, report.findings().get(0).severity());
    assertEquals(newest, report.findings().get(0).file());
    long last = report.log().orElseThrow().last();
    try (var node = new RealNode(root)) {
      assertEquals(last, node.log.lastIndex());
    }
    assertEquals(List.of(), Examination.of(root).findings(), "the start has cut it");
  }

  /** The same bytes missing, but with a proof that they had been durable. */
  @Test
  void shouldCallAMissingTailDamageOnceItWasProven() throws IOException {
    RealNode.fill(root);
    var sound = RealNode.files(root);
    var newest = newestSegment(sound);
    var bytes = bytes(sound, newest);
    int mark = lastWritten(bytes) / Sector.BYTES * Sector.BYTES;
    Arrays.fill(bytes, mark - Sector.BYTES, mark, (byte) 0);
    Files.write(newest, bytes);

    assertEquals(newest, damage(Examination.of(root)).get(0).file());
  }

  @Test
  void shouldNameWhatIsMissing() throws IOException {
    RealNode.fill(root);
    var sound = RealNode.files(root);
    for (var file : stored(sound)) {
      Files.delete(file);
      var report = Examination.of(root);
      assertFalse(report.healthy(), "without " + file);
      Files.write(file, bytes(sound, file));
    }
    assertTrue(Examination.of(root).healthy());
  }

  @Test
  void shouldRecogniseAnOlderVoteThatWasPutBack() throws IOException {
    RealNode.fill(root);
    var older = RealNode.files(root.resolve("vote"));
    try (var node = new RealNode(root)) {
      node.vote.write(new Vote(50, "node-1:0"));
      node.log.append(List.of(new LogRecord(node.log.lastIndex() + 1, 50, 0, new byte[1])));
    }
    assertTrue(Examination.of(root).healthy());
    RealNode.restore(older);

    var found = damage(Examination.of(root));

    assertEquals(1, found.size());
    assertTrue(found.get(0).what().contains("older copy"), found.toString());
  }

  @Test
  void shouldTellANewerFormatFromDamage() throws IOException {
    RealNode.fill(root);
    var file = root.resolve("identity");
    var bytes = ByteBuffer.wrap(Files.readAllBytes(file)).putInt(8, 2);
    var crc = new CRC32C();
    crc.update(bytes.array(), 0, bytes.limit() - 4);
    Files.write(file, bytes.putInt(bytes.limit() - 4, (int) crc.getValue()).array());

    var report = Examination.of(root);

    assertFalse(report.healthy());
    assertEquals(List.of(), damage(report));
    assertEquals(Severity.REFUSED, report.findings().get(0).severity());
  }

  @Test
  void shouldRefuseADirectoryInUseAndLeaveItsLockAlone() throws IOException {
    try (var node = new RealNode(root)) {
      for (int i = 0; i < 2; i++) {
        var error = assertThrows(DirectoryRefusedException.class, () -> Examination.of(root));
        assertTrue(error.toString().contains("in use by process"), error.toString());
      }
      assertEquals(0, node.log.lastIndex());
    }
    assertTrue(Examination.of(root).healthy());
  }

  @Test
  void shouldFindNothingInAnEmptyDirectoryAndSayWhatIsForeign() throws IOException {
    Files.createDirectory(root);
    assertTrue(Examination.of(root).healthy());
    Files.writeString(root.resolve("thesis.txt"), "precious");
    var report = Examination.of(root);
    assertFalse(report.healthy());
    assertEquals(root.resolve("thesis.txt"), report.findings().get(0).file());
  }

  /** As a kill would leave it: the last batch is there, the mark behind it is not. */
  private Map<Path, byte[]> copyOfOpenNode() throws IOException {
    try (var node = new RealNode(root)) {
      node.vote.write(new Vote(9, "node-1:0"));
      LogFixture.fill(node.log, 9);
      node.log.append(LogFixture.batch(10, 2, 1200));
      var files = RealNode.files(root);
      files.remove(root.resolve("holder"));
      return files;
    }
  }

  private static byte[] bytes(Map<Path, byte[]> files, Path file) {
    return Objects.requireNonNull(files.get(file));
  }

  private static List<Finding> damage(DirectoryReport report) {
    return report.findings().stream().filter(each -> each.severity() == Severity.DAMAGE).toList();
  }

  /** Without the lock, which says nothing. */
  private static List<Path> stored(Map<Path, byte[]> files) {
    return files.keySet().stream().filter(file -> !file.endsWith("lock")).toList();
  }

  private static Path newestSegment(Map<Path, byte[]> files) {
    return files.keySet().stream()
        .filter(file -> file.toString().endsWith(".segment"))
        .reduce((a, b) -> b)
        .orElseThrow();
  }

  private static int lastWritten(byte[] bytes) {
    int at = bytes.length - 1;
    while (bytes[at] == 0) {
      at--;
    }
    return at;
  }

  private void assertUnchanged(Map<Path, byte[]> before) throws IOException {
    var after = RealNode.files(root);
    assertEquals(before.keySet(), after.keySet());
    for (var each : before.entrySet()) {
      assertArrayEquals(each.getValue(), bytes(after, each.getKey()), each.getKey().toString());
    }
  }
}
