package io.holdfast.cli.kv;

import io.holdfast.cli.HelpCommand;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Groups the commands on buckets and keys. */
@Command(
    name = "kv",
    mixinStandardHelpOptions = true,
    description = "Work with buckets and keys.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      AddCommand.class,
      EditCommand.class,
      LsCommand.class,
      PutCommand.class,
      GetCommand.class,
      CreateCommand.class,
      UpdateCommand.class,
      DelCommand.class,
      PurgeCommand.class,
      WatchCommand.class,
      HistoryCommand.class,
      RmCommand.class,
      HelpCommand.class,
    })
public final class KvCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new CommandLine.ParameterException(spec.commandLine(), "kv needs a command");
  }
}
