package io.holdfast.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The holdfast command as a process of its own, on the JVM and jars of this one. */
public final class CliProcess {
  /** What the first line of a server says before its URL. */
  public static final String LISTENING = "listening on ";

  private CliProcess() {}

  /**
   * {@code holdfast arguments…} with this process's own JVM options; its errors go to {@code log}.
   */
  public static ProcessBuilder like(Path log, List<String> arguments) {
    return command("HOLDFAST_JVM", "-XX:+UseSerialGC -Xmx256m", log, arguments);
  }

  /** {@code holdfast server arguments…} with the JVM options that the launcher gives a server. */
  public static ProcessBuilder server(Path log, List<String> arguments) {
    var all = new ArrayList<>(List.of("server"));
    all.addAll(arguments);
    return command("HOLDFAST_SERVER_JVM", "-XX:+UseSerialGC -Xmx512m", log, all);
  }

  private static ProcessBuilder command(
      String optionsVariable, String otherwise, Path log, List<String> arguments) {
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    String options = System.getenv().getOrDefault(optionsVariable, otherwise);
    command.addAll(List.of(options.strip().split("\\s+")));
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Holdfast.class.getName()));
    command.addAll(arguments);
    return new ProcessBuilder(command)
        .redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()));
  }
}
