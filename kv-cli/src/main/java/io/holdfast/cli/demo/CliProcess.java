package io.holdfast.cli.demo;

import io.holdfast.cli.Holdfast;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Starts the holdfast command as a process of its own, on the JVM, options and jars of this one.
 */
final class CliProcess {
  private CliProcess() {}

  /** Starts {@code holdfast arguments…}; its standard error goes to the end of {@code log}. */
  static Process start(Path log, List<String> arguments) throws IOException {
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    String options = System.getenv().getOrDefault("HOLDFAST_JVM", "-XX:+UseSerialGC -Xmx256m");
    command.addAll(List.of(options.strip().split("\\s+")));
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Holdfast.class.getName()));
    command.addAll(arguments);
    return new ProcessBuilder(command)
        .redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()))
        .start();
  }
}
