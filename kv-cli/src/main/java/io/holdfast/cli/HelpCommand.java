package io.holdfast.cli;

import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Shows the help of a command at any depth, as in {@code holdfast help kv put}. */
@Command(name = "help", helpCommand = true, description = "Show the help of a command.")
public final class HelpCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Parameters(arity = "0..*", paramLabel = "COMMAND", description = "Such as: kv put.")
  private List<String> path = List.of();

  @Override
  public void run() {
    CommandLine shown = spec.parent().commandLine();
    for (String word : path) {
      CommandLine next = shown.getSubcommands().get(word);
      if (next == null) {
        throw new ParameterException(
            shown, shown.getCommandSpec().qualifiedName() + " has no command '" + word + "'");
      }
      shown = next;
    }
    shown.usage(spec.commandLine().getOut());
  }
}
