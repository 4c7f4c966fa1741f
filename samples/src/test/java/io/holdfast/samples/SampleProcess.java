package io.holdfast.samples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A sample run as its reader runs it: in a process of its own, until it ends by itself. */
final class SampleProcess {
  private SampleProcess() {}

  /** Runs the sample and returns what it printed; it has to end with 0. */
  static String output(Path directory, String sample, String... arguments) throws Exception {
    return run(directory, "", "io.holdfast.samples." + sample + "Sample", arguments);
  }

  /** Runs a program that was compiled to {@code classes}, in {@code directory}. */
  static String outputOf(Path directory, Path classes, String program, String... arguments)
      throws Exception {
    return run(directory, classes.toAbsolutePath() + File.pathSeparator, program, arguments);
  }

  private static String run(Path directory, String classes, String program, String... arguments)
      throws Exception {
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-Xmx256m"));
    command.addAll(List.of("-cp", classes + System.getProperty("java.class.path")));
    command.add(program);
    command.addAll(List.of(arguments));
    Path output = directory.resolve("output");
    var process =
        new ProcessBuilder(command)
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    try {
      boolean ended = process.waitFor(90, TimeUnit.SECONDS);
      String printed = Files.readString(output);
      assertTrue(ended, () -> program + " has not ended by itself within 90 s:\n" + printed);
      assertEquals(0, process.exitValue(), printed);
      return printed;
    } finally {
      process.destroyForcibly().waitFor();
    }
  }
}
