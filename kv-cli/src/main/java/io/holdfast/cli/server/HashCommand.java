package io.holdfast.cli.server;

import io.holdfast.cli.ExitCode;
import io.holdfast.kv.InvalidArgumentException;
import io.holdfast.net.access.Secret;
import java.io.BufferedReader;
import java.io.Console;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/**
 * Makes a hash of a password or token for a configuration file. Never from an argument, which every
 * user of the machine could see.
 */
@Command(
    name = "hash",
    mixinStandardHelpOptions = true,
    description = {
      "Make a bcrypt hash of a password or token, for the configuration of a server.",
      "The password comes from the terminal, asked for twice, or is the first line of standard input."
    })
public final class HashCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    Console terminal = terminal();
    String password = terminal == null ? firstLine() : typed(terminal);
    spec.commandLine().getOut().println(Secret.hashOf(password));
    return ExitCode.DONE;
  }

  /** From Java 22 on there is a console without a terminal, too, which says so. */
  @SuppressWarnings("SystemConsoleNull")
  private static @Nullable Console terminal() {
    Console console = System.console();
    try {
      return console != null
              && Boolean.FALSE.equals(Console.class.getMethod("isTerminal").invoke(console))
          ? null
          : console;
    } catch (ReflectiveOperationException before22) {
      return console;
    }
  }

  private static String firstLine() throws IOException {
    var input = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    String line = input.readLine();
    return line == null ? "" : line;
  }

  private static String typed(Console terminal) {
    char[] once = terminal.readPassword("Password: ");
    char[] again = terminal.readPassword("Once more: ");
    if (!Arrays.equals(once, again)) {
      throw new InvalidArgumentException("the two passwords differ: start again");
    }
    return text(once);
  }

  private static String text(char @Nullable [] typed) {
    return typed == null ? "" : new String(typed);
  }
}
