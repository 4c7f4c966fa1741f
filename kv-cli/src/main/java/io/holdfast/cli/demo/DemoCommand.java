package io.holdfast.cli.demo;

import io.holdfast.cli.ExitCode;
import io.holdfast.cli.Workplace;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Shows the main job on real processes. */
@Command(
    name = "demo",
    mixinStandardHelpOptions = true,
    description = {
      "Show several processes sharing one mutex through one durable server.",
      "A worker is killed while it holds the mutex, and the server in mid-run; then every count and token is checked."
    },
    footer = "%nExit status 0 only if every check held.")
public final class DemoCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(
      names = "--workers",
      paramLabel = "N",
      defaultValue = "4",
      description = "Worker processes, 2 to 16 (default: ${DEFAULT-VALUE}).")
  private int workers;

  @Option(
      names = "--rounds",
      paramLabel = "N",
      defaultValue = "250",
      description = "Rounds of each worker (default: ${DEFAULT-VALUE}).")
  private int rounds;

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (workers < 2 || workers > 16 || rounds < 10 || rounds > 100_000) {
      throw new picocli.CommandLine.ParameterException(
          spec.commandLine(), "the demo takes 2 to 16 workers and 10 to 100000 rounds each");
    }
    Path temporary = Path.of(System.getProperty("java.io.tmpdir"));
    try (var place = Workplace.in(temporary, "holdfast-demo")) {
      boolean passed = false;
      try {
        passed = play(place);
      } finally {
        if (!passed) {
          keep(place);
        }
      }
      return passed ? ExitCode.DONE : ExitCode.REFUSED;
    }
  }

  private boolean play(Workplace place) throws IOException, InterruptedException {
    try (var view = DemoView.on(spec.commandLine().getOut())) {
      DemoResult result = new DemoRun(place, workers, rounds, view).play();
      view.result(result);
      return result.passed();
    }
  }

  /** Keeps what may explain a failure; a demo that was told to end has not failed. */
  private void keep(Workplace place) throws InterruptedException {
    if (!place.keep()) {
      new CountDownLatch(1).await(); // The end of the process ends this wait.
    }
    spec.commandLine()
        .getErr()
        .println("holdfast: the demo's files and logs are kept in " + place.directory());
  }
}
