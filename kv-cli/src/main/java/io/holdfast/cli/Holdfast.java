package io.holdfast.cli;

import io.holdfast.cli.bench.BenchCommand;
import io.holdfast.cli.demo.DemoCommand;
import io.holdfast.cli.demo.WorkerCommand;
import io.holdfast.cli.doctor.DoctorCommand;
import io.holdfast.cli.kv.KvCommand;
import io.holdfast.cli.lock.LockCommand;
import io.holdfast.cli.server.ServerCommand;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/**
 * The {@code holdfast} command: dispatches, and turns every failure into one line and an exit code.
 */
@Command(
    name = "holdfast",
    mixinStandardHelpOptions = true,
    version = "holdfast 0.1.0",
    description = "Distributed locks, leader election and watched configuration.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      ServerCommand.class,
      KvCommand.class,
      LockCommand.class,
      DoctorCommand.class,
      DemoCommand.class,
      BenchCommand.class,
      WorkerCommand.class,
      WarmUpCommand.class,
      CommandLine.HelpCommand.class,
    })
public final class Holdfast implements Runnable {
  private static final String LOG_LEVEL = "org.slf4j.simpleLogger.defaultLogLevel";

  @Option(
      names = "--stacktrace",
      scope = ScopeType.INHERIT,
      description = "Show the stack trace of an error.")
  private boolean stackTrace;

  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  private Holdfast() {}

  /** Runs the command and ends the process with its exit code. */
  public static void main(String[] args) {
    if (args.length > 0 && args[0].equals("server")) {
      // A server's log reads as a story; a client's speaks only when something is wrong.
      System.setProperty(
          LOG_LEVEL,
          System.getProperty(LOG_LEVEL, System.getenv().getOrDefault("HOLDFAST_LOG", "info")));
    }
    int code = run(args);
    System.out.flush();
    System.exit(code);
  }

  /** Runs the command line {@code args} and returns its exit code. */
  static int run(String... args) {
    var top = new Holdfast();
    var line = new CommandLine(top);
    line.setOut(new PrintWriter(System.out, true, StandardCharsets.UTF_8));
    line.setErr(new PrintWriter(System.err, true, StandardCharsets.UTF_8));
    line.setUsageHelpAutoWidth(true);
    line.setStopAtPositional(false);
    line.setExecutionExceptionHandler((failure, command, parsed) -> top.report(failure, command));
    return line.execute(args);
  }

  /** Without a subcommand there is nothing to do but to say what there is. */
  @Override
  public void run() {
    throw new CommandLine.ParameterException(spec.commandLine(), "holdfast needs a command");
  }

  private int report(Exception failure, CommandLine command) {
    if (failure instanceof InterruptedException) {
      command.getErr().println("holdfast: interrupted");
      return 130;
    }
    if (stackTrace) {
      failure.printStackTrace(command.getErr());
    } else {
      command
          .getErr()
          .println("holdfast: " + (failure.getMessage() == null ? failure : failure.getMessage()));
    }
    return ExitCode.of(failure);
  }
}
