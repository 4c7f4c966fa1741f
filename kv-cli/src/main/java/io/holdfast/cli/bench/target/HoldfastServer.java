package io.holdfast.cli.bench.target;

import io.holdfast.cli.CliProcess;
import io.holdfast.cli.Workplace;
import io.holdfast.cli.bench.jnats.NatsTarget;
import io.holdfast.kv.UnavailableException;
import java.io.BufferedReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Our own server, durable, as {@code holdfast server} runs it. */
public final class HoldfastServer implements ServerKind {
  @Override
  public String name() {
    return "holdfast";
  }

  @Override
  public Durability durability() {
    return Durability.FSYNC;
  }

  @Override
  public Optional<String> missing() {
    return Optional.empty();
  }

  @Override
  public BenchTarget start(Workplace place, Path data) throws Exception {
    Path log = data.resolveSibling(data.getFileName() + ".log");
    Process process =
        place.launch(
            CliProcess.server(
                log, List.of("--data", data.resolve("node").toString(), "--port", "0")));
    String line = new BufferedReader(process.inputReader(StandardCharsets.UTF_8)).readLine();
    if (line == null || !line.startsWith(CliProcess.LISTENING)) {
      place.end(process);
      throw new UnavailableException("the server did not start: " + Files.readString(log).strip());
    }
    return NatsTarget.started(
        name(), durability(), line.substring(CliProcess.LISTENING.length()), place, process);
  }
}
