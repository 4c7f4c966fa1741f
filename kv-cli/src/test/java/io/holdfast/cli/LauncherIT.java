package io.holdfast.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The launcher at the root, in a checkout of its own, with a {@code java} and a {@code mvn} that
 * only note that they ran.
 */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class LauncherIT {
  private static final Path LAUNCHER = Path.of("..", "holdfast").toAbsolutePath().normalize();

  @TempDir Path home;
  private Path target;
  private Path notes;

  @BeforeEach
  void layOut() throws IOException {
    target = home.resolve("kv-cli/target");
    Files.createDirectories(target.resolve("lib"));
    notes = home.resolve("notes");
    Files.createDirectories(home.resolve("kv-cli/src/main"));
    Files.createDirectories(home.resolve("tmp"));
    Files.copy(LAUNCHER, home.resolve("holdfast"));
    script(
        "jdk/bin/java",
        "echo \"$@\" >>"
            + notes
            + "; for a; do case $a in"
            + " -XX:SharedArchiveFile=*.new) echo archive >\"${a#*=}\";; esac; done");
  }

  @Test
  void shouldArchiveClassesAnewWhenOnlyALibraryHasChanged() throws Exception {
    Path library = target.resolve("lib/some-1.0.jar");
    Files.writeString(library, "library");
    Files.writeString(target.resolve("kv-cli-0.1.0-SNAPSHOT.jar"), "jar");
    // Both older than what the first start makes, as after a build.
    Files.setLastModifiedTime(library, FileTime.from(Instant.EPOCH));

    assertEquals(0, launch().waitFor());
    awaitArchive();
    assertEquals(0, launch().waitFor());
    assertEquals(1, archived(), "every start makes the archive anew");

    Files.delete(library);
    Files.writeString(library, "another");
    Files.setLastModifiedTime(library, FileTime.from(Instant.EPOCH));
    assertEquals(0, launch().waitFor());
    awaitArchive();
    assertEquals(2, archived(), "the archive belongs to a library that is not there any more");
  }

  @Test
  void shouldNotCallAnInterruptedBuildAFailedOne() throws Exception {
    script("jdk/bin/mvn", "echo building >>" + notes + "; exec sleep 300");
    Process launcher = launch();
    while (!Files.exists(notes) && launcher.isAlive()) {
      launcher.waitFor(10, TimeUnit.MILLISECONDS);
    }
    // Not SIGINT, which a build in the background inherits as ignored.
    launcher.destroy();

    assertEquals(128 + 15, launcher.waitFor());
    String said = Files.readString(home.resolve("errors"));
    assertTrue(said.contains("interrupted; the next start takes it up again"), said);
    assertFalse(said.contains("failed"), said);
    assertTrue(
        said.startsWith("Building holdfast (once, a minute or two)")
            && said.lines().findFirst().orElse("").contains(target + "/holdfast-build.log"),
        said);
    assertEquals(0, launcher.descendants().count(), "the build runs on");
  }

  /** The command needs no archive; it starts faster with one. */
  @Test
  void shouldRunTheCommandBesideTheMakingOfTheArchive() throws Exception {
    Path library = target.resolve("lib/some-1.0.jar");
    Files.writeString(library, "library");
    Files.writeString(target.resolve("kv-cli-0.1.0-SNAPSHOT.jar"), "jar");
    Files.setLastModifiedTime(library, FileTime.from(Instant.EPOCH));
    Path gate = home.resolve("gate");
    script(
        "jdk/bin/java",
        "case \"$*\" in *warm-up*) while [ ! -e "
            + gate
            + " ]; do sleep 0.05; done;; *Xshare:dump*) echo archive >"
            + "$(echo \"$*\" | sed 's/.*SharedArchiveFile=\\([^ ]*\\).*/\\1/');; *) echo ran >>"
            + notes
            + ";; esac");

    assertEquals(0, launch().waitFor());
    assertEquals(0, launch().waitFor(), "a second start waits for the archive of the first");
    assertEquals(2, Files.readAllLines(notes).size());
    assertFalse(hasArchive());
    Files.createFile(gate);

    awaitArchive();
  }

  private boolean hasArchive() throws IOException {
    try (var files = Files.list(target)) {
      return files.anyMatch(each -> each.toString().endsWith(".jsa"));
    }
  }

  /** Until the one that makes it has ended as well; bounded by the class's time-out. */
  private void awaitArchive() throws IOException, InterruptedException {
    Path lock = target.resolve("holdfast-archive.lock");
    while (!hasArchive()) {
      TimeUnit.MILLISECONDS.sleep(10);
    }
    new ProcessBuilder("flock", lock.toString(), "true").start().waitFor();
  }

  private long archived() throws IOException {
    return Files.readAllLines(notes).stream().filter(line -> line.contains("warm-up")).count();
  }

  private Process launch() throws IOException {
    var builder =
        new ProcessBuilder(home.resolve("holdfast").toString(), "kv", "ls")
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(home.resolve("errors").toFile());
    builder.environment().put("JAVA_HOME", home.resolve("jdk").toString());
    builder.environment().put("TMPDIR", home.resolve("tmp").toString());
    builder
        .environment()
        .merge("PATH", home.resolve("jdk/bin").toString(), (path, first) -> first + ":" + path);
    return builder.start();
  }

  private void script(String name, String body) throws IOException {
    Path file = home.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, "#!/bin/sh\n" + body + "\n", StandardCharsets.UTF_8);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }
}
