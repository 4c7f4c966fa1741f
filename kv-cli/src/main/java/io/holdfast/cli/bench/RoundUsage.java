package io.holdfast.cli.bench;

import io.holdfast.cli.bench.load.Figure;
import io.holdfast.cli.bench.load.RoundResult;
import io.holdfast.cli.bench.machine.ProcessUsage;
import io.holdfast.cli.bench.target.BenchTarget;
import java.time.Duration;
import java.util.Optional;

/**
 * What server and callers used during a round. Immutable.
 *
 * @param server empty where its process is not known
 */
record RoundUsage(
    Optional<ProcessUsage> server, Duration serverBefore, Duration clientBefore, long beganNanos) {

  static RoundUsage begin(BenchTarget target) {
    Optional<ProcessUsage> server =
        target.pid().isPresent()
            ? Optional.of(new ProcessUsage(target.pid().getAsLong()))
            : Optional.empty();
    return new RoundUsage(
        server,
        server.map(ProcessUsage::cpu).orElse(Duration.ZERO),
        ProcessUsage.ofThisProcess().cpu(),
        System.nanoTime());
  }

  RoundResult addTo(RoundResult round) {
    double nanos = System.nanoTime() - beganNanos;
    ProcessUsage client = ProcessUsage.ofThisProcess();
    RoundResult result =
        round.with(Figure.CLIENT_CPU, client.cpu().minus(clientBefore).toNanos() / nanos);
    if (client.residentMiB().isPresent()) {
      result = result.with(Figure.CLIENT_MEMORY, client.residentMiB().getAsDouble());
    }
    if (server.isEmpty()) {
      return result;
    }
    ProcessUsage used = server.get();
    result = result.with(Figure.SERVER_CPU, used.cpu().minus(serverBefore).toNanos() / nanos);
    return used.residentMiB().isPresent()
        ? result.with(Figure.SERVER_MEMORY, used.residentMiB().getAsDouble())
        : result;
  }
}
