package io.holdfast.cli;

import io.holdfast.cli.bench.BenchCommand;
import io.holdfast.cli.demo.DemoCommand;
import io.holdfast.cli.demo.WorkerCommand;
import io.holdfast.cli.doctor.DoctorCommand;
import io.holdfast.cli.kv.KvCommand;
import io.holdfast.cli.lock.LockCommand;
import io.holdfast.cli.server.HashCommand;
import io.holdfast.cli.server.ServerCommand;
import io.holdfast.kv.NotFoundException;
import io.holdfast.raft.storage.PlainReason;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.util.LinkedHashMap;
import java.util.Optional;
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
    versionProvider = VersionText.class,
    description = "Distributed locks, leader election and watched configuration.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      ServerCommand.class,
      KvCommand.class,
      LockCommand.class,
      HashCommand.class,
      DoctorCommand.class,
      DemoCommand.class,
      BenchCommand.class,
      WorkerCommand.class,
      WarmUpCommand.class,
      HelpCommand.class,
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:done",
      "1:refused: not found, exists, wrong revision, lock not acquired",
      "2:the command line or an argument is wrong",
      "3:no server, or no leader in time",
      "4:unauthorised",
      "5:the lock was lost while the command ran",
      "6:indeterminate: it is not known whether it happened",
      "7:a fault of this machine: port in use, data directory locked or damaged, disk full",
    },
    footer = {
      "%nCommands of kv, doctor and bench take --json: one JSON object a line, for scripts; an error, too,"
          + " on standard error.",
      "Durations are written 250ms, 5s, 2m, 1h, 7d; sizes 500, 64k, 256m, 1g.",
      "%n'holdfast help COMMAND' shows every option, as in 'holdfast help kv put'."
    })
public final class Holdfast implements Runnable {
  @Option(
      names = "--stacktrace",
      scope = ScopeType.INHERIT,
      description = "Show the stack trace of an error.")
  private boolean stackTrace;

  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  private Holdfast() {}

  /** Runs the command and ends the process with its exit code. */
  public static void main(String[] args) {
    StandardOutput output = StandardOutput.install();
    int code = run(args);
    System.out.flush();
    System.exit(code == ExitCode.DONE ? written(output) : code);
  }

  private static int written(StandardOutput output) {
    Optional<String> wrong = output.failure();
    wrong.ifPresent(
        what -> System.err.println("holdfast: " + what + "; the command itself did its work"));
    return wrong.isPresent() ? ExitCode.LOCAL_FAULT : ExitCode.DONE;
  }

  /** Runs the command line {@code args} and returns its exit code. */
  static int run(String... args) {
    var top = new Holdfast();
    var line = new CommandLine(top);
    line.setOut(new PrintWriter(System.out, true, StandardCharsets.UTF_8));
    line.setErr(new PrintWriter(System.err, true, StandardCharsets.UTF_8));
    line.setUsageHelpAutoWidth(true);
    WholeNumbers.registerAt(line);
    VersionText.showAt(line);
    line.setParameterExceptionHandler(new UsageErrors());
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
    int code = ExitCode.of(failure);
    if (stackTrace) {
      failure.printStackTrace(command.getErr());
    } else if (code != ExitCode.USAGE && command.getParseResult().hasMatchedOption("--json")) {
      var fields = new LinkedHashMap<String, Object>();
      fields.put("error", text(failure));
      fields.put("exit_code", code);
      command.getErr().println(Json.line(fields));
    } else {
      command.getErr().println("holdfast: " + text(failure));
    }
    return code;
  }

  private static String missingBucket(String bucket) {
    return "bucket '" + bucket + "' does not exist: 'holdfast kv add " + bucket + "' creates it";
  }

  private static String text(Exception failure) {
    if (failure instanceof FileSystemException file && file.getFile() != null) {
      return file.getFile() + ": " + PlainReason.of(file);
    }
    if (failure instanceof NotFoundException missing && !missing.bucket().isEmpty()) {
      return missingBucket(missing.bucket());
    }
    return failure.getMessage() == null
        ? "unexpected: " + failure + "; --stacktrace shows where"
        : failure.getMessage();
  }
}
