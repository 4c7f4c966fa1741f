package io.holdfast.raft.storage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.holdfast.raft.storage.DataDirectory.Identity;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A directory belongs to one node and one process (G12, G13, G19, G43). */
@Tag("G12")
@Tag("G13")
@Tag("G43")
class DataDirectoryTest {
  private static final Identity IDENTITY = new Identity("cluster-1", "node-1", 4);
  private static final long PATIENCE_SECONDS =
      60; // a Java process starts in far less; only a defect waits that long

  private final Path root;

  DataDirectoryTest(@TempDir Path folder) {
    this.root = folder.resolve("data");
  }

  /** Tries to open the directory; run as a process of its own. */
  static final class Opener {
    public static void main(String[] arguments) {
      try (var directory = DataDirectory.open(Path.of(arguments[0]), IDENTITY)) {
        System.out.println("opened " + directory.identity());
      } catch (DirectoryRefusedException e) {
        System.out.println("refused: " + e.getMessage());
      }
    }
  }

  @Test
  void shouldRememberItsIdentityAndThatItIsAMember() {
    try (var directory = DataDirectory.open(root, IDENTITY)) {
      assertFalse(directory.member());
      assertEquals(Presence.MAY_BE_NEW, directory.scope(fault -> {}).presence());
      directory.markMember();
    }
    try (var directory = DataDirectory.open(root, new Identity("cluster-1", "node-1", 0))) {
      assertEquals(IDENTITY, directory.identity());
      assertTrue(directory.member());
      assertEquals(Presence.REQUIRED, directory.scope(fault -> {}).presence());
    }
  }

  @Test
  void shouldLeaveNothingInADirectoryThatItRefuses() throws Exception {
    Files.createDirectory(root);
    Files.writeString(root.resolve("thesis.txt"), "years of work");

    assertThrows(DirectoryRefusedException.class, () -> DataDirectory.open(root, IDENTITY));

    try (var files = Files.list(root)) {
      assertEquals(List.of(root.resolve("thesis.txt")), files.toList());
    }
  }

  @Test
  void shouldRefuseASecondOpenerInThisProcessAndKeepTheLock() throws Exception {
    try (var directory = DataDirectory.open(root, IDENTITY)) {
      for (int i = 0; i < 2; i++) {
        var error =
            assertThrows(DirectoryRefusedException.class, () -> DataDirectory.open(root, IDENTITY));
        assertTrue(
            error.toString().contains("process " + ProcessHandle.current().pid()),
            error.toString());
      }
      assertTrue(
          openElsewhere().startsWith("refused"), "the second opener must not have freed the lock");
      assertEquals(IDENTITY, directory.identity());
    }
    DataDirectory.open(root, IDENTITY).close();
  }

  @Test
  void shouldRefuseAnotherProcessAndNameTheHolder() throws Exception {
    try (var directory = DataDirectory.open(root, IDENTITY)) {
      var said = openElsewhere();
      assertTrue(
          said.startsWith("refused") && said.contains("process " + ProcessHandle.current().pid()),
          said);
      assertFalse(directory.member());
    }
    assertTrue(openElsewhere().startsWith("opened"));
  }

  private String openElsewhere() throws Exception {
    var process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Opener.class.getName(),
                root.toString())
            .redirectErrorStream(true)
            .start();
    assertTrue(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS));
    var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return said.lines()
        .filter(line -> line.startsWith("refused") || line.startsWith("opened"))
        .findFirst()
        .orElse(said);
  }

  @Test
  void shouldRefuseADirectoryOfAnotherNodeOrCluster() {
    DataDirectory.open(root, IDENTITY).close();
    for (var other :
        List.of(new Identity("cluster-2", "node-1", 4), new Identity("cluster-1", "node-2", 4))) {
      var error =
          assertThrows(DirectoryRefusedException.class, () -> DataDirectory.open(root, other));
      assertTrue(
          error.toString().contains("belongs to node 'node-1' of cluster 'cluster-1'"),
          error.toString());
    }
    DataDirectory.open(root, IDENTITY).close();
  }

  @Test
  void shouldRefuseForeignContentAndLeaveItAlone() throws IOException {
    Files.createDirectories(root);
    Files.writeString(root.resolve("thesis.txt"), "precious");
    var error =
        assertThrows(DirectoryRefusedException.class, () -> DataDirectory.open(root, IDENTITY));
    assertTrue(error.toString().contains("thesis.txt"), error.toString());
    assertEquals("precious", Files.readString(root.resolve("thesis.txt")));
    assertFalse(Files.exists(root.resolve("identity")));
  }

  @Test
  void shouldLeaveTheServersFolderToTheServer() throws IOException {
    DataDirectory.open(root, IDENTITY).close();
    Path kept = DataDirectory.serverFolder(root).resolve("kept");
    Files.createDirectories(kept);

    DataDirectory.open(root, IDENTITY).close();

    assertTrue(Files.exists(kept));
  }

  @Test
  void shouldRefuseDataWithoutIdentity() throws IOException {
    DataDirectory.open(root, IDENTITY).close();
    Files.createDirectory(root.resolve("log"));
    Files.delete(root.resolve("identity"));
    assertThrows(DamagedFileException.class, () -> DataDirectory.open(root, IDENTITY));
    assertFalse(Files.exists(root.resolve("identity")));
  }

  @Test
  void shouldFindOneFlippedBitInAnyByteOfTheIdentity() throws IOException {
    DataDirectory.open(root, IDENTITY).close();
    var file = root.resolve("identity");
    var sound = Files.readAllBytes(file);
    for (int at = 0; at < sound.length; at++) {
      var damaged = sound.clone();
      damaged[at] ^= (byte) (1 << at % 8);
      Files.write(file, damaged);
      assertThrows(
          DamagedFileException.class, () -> DataDirectory.open(root, IDENTITY), "byte " + at);
    }
    Files.write(file, new byte[0]);
    assertThrows(DamagedFileException.class, () -> DataDirectory.open(root, IDENTITY));
  }

  @Test
  void shouldRefuseANewerFormatWithAMessage() throws IOException {
    DataDirectory.open(root, IDENTITY).close();
    var file = root.resolve("identity");
    var bytes = ByteBuffer.wrap(Files.readAllBytes(file));
    bytes.putInt(8, 2);
    var crc = new CRC32C();
    crc.update(bytes.array(), 0, bytes.limit() - 4);
    bytes.putInt(bytes.limit() - 4, (int) crc.getValue());
    Files.write(file, bytes.array());
    var error =
        assertThrows(DirectoryRefusedException.class, () -> DataDirectory.open(root, IDENTITY));
    assertTrue(error.toString().contains("version 2"), error.toString());
  }

  @Test
  void shouldRefuseADirectoryThatCannotBeWrittenTo() throws IOException {
    var disk = new SimulatedDisk();
    var folder = Files.createDirectory(root); // the lock is always a real file
    DataDirectory.open(folder, IDENTITY, disk).close();
    disk.failWrite(1);
    var error =
        assertThrows(
            DirectoryRefusedException.class, () -> DataDirectory.open(folder, IDENTITY, disk));
    assertTrue(error.toString().contains("permissions"), error.toString());
  }

  @Test
  void shouldKeepEverythingForTheOwnerAlone() throws IOException {
    try (var directory = DataDirectory.open(root, IDENTITY)) {
      var scope = directory.scope(fault -> {});
      VoteFile.open(directory.voteFolder(), scope).close();
      SegmentedLog.open(directory.logFolder(), LogOptions.in(scope).segmentBytes(64 << 10)).close();
      try (var all = Files.walk(root)) {
        for (var each : all.toList()) {
          var expected = Files.isDirectory(each) ? "rwx------" : "rw-------";
          assertEquals(
              expected,
              PosixFilePermissions.toString(Files.getPosixFilePermissions(each)),
              each.toString());
        }
      }
    }
  }

  @Test
  void shouldTellItsFilesFromThoseOfAnotherDirectory() {
    try (var one = DataDirectory.open(root.resolveSibling("one"), IDENTITY);
        var other = DataDirectory.open(root.resolveSibling("other"), IDENTITY)) {
      var first = one.scope(fault -> {});
      var second = other.scope(fault -> {});
      assertNotEquals(first.owner(), second.owner());
      assertEquals(first.cluster(), second.cluster());
      VoteFile.open(one.voteFolder(), first).close();
      assertThrows(DamagedFileException.class, () -> VoteFile.open(one.voteFolder(), second));
    }
  }
}
