package io.holdfast.cli.doctor;

import io.holdfast.cli.DirectoryConverter;
import io.holdfast.cli.ExitCode;
import io.holdfast.cli.Json;
import io.holdfast.raft.storage.DirectoryReport;
import io.holdfast.raft.storage.Examination;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Examines the data directory of a server that is not running. */
@Command(
    name = "doctor",
    mixinStandardHelpOptions = true,
    description = "Examine the data directory of a stopped server; changes nothing.",
    footer = "%nEnds with 0 when a server would start on it, with 7 when not.")
public final class DoctorCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(
      paramLabel = "DIR",
      arity = "0..1",
      converter = DirectoryConverter.class,
      defaultValue = "${env:HOLDFAST_DATA:-holdfast-data}",
      description =
          "The data directory; without it HOLDFAST_DATA in the environment, else holdfast-data.")
  private Path directory = Path.of("holdfast-data");

  @Option(names = "--json", description = "Print one JSON object.")
  private boolean json;

  @Override
  public Integer call() {
    if (!Files.isDirectory(directory)) {
      throw new ParameterException(
          spec.commandLine(), directory + " is not a directory: name the server's data directory");
    }
    DirectoryReport report = Examination.of(directory);
    var out = spec.commandLine().getOut();
    if (json) {
      out.println(Json.line(DoctorJson.of(report)));
    } else {
      DoctorView.lines(report).forEach(out::println);
    }
    return report.healthy() ? ExitCode.DONE : ExitCode.LOCAL_FAULT;
  }
}
