package io.holdfast.cli.bench.machine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.OptionalDouble;

/** What one process uses, as the operating system counts it. */
public final class ProcessUsage {
  private static final String RESIDENT = "VmRSS:";
  private static final double KIB_PER_MIB = 1_024;

  private final long pid;

  /** The process {@code pid}. */
  public ProcessUsage(long pid) {
    this.pid = pid;
  }

  /** This process. */
  public static ProcessUsage ofThisProcess() {
    return new ProcessUsage(ProcessHandle.current().pid());
  }

  /** Processor time used so far; zero where it cannot be known. */
  public Duration cpu() {
    return ProcessHandle.of(pid)
        .flatMap(process -> process.info().totalCpuDuration())
        .orElse(Duration.ZERO);
  }

  /** Resident memory in MiB; empty where there is no {@code /proc}, or the process has gone. */
  public OptionalDouble residentMiB() {
    Path status = Path.of("/proc", Long.toString(pid), "status");
    try {
      return Files.exists(status)
          ? Files.readAllLines(status).stream()
              .filter(line -> line.startsWith(RESIDENT))
              .mapToDouble(ProcessUsage::mebibytes)
              .findFirst()
          : OptionalDouble.empty();
    } catch (IOException gone) {
      return OptionalDouble.empty();
    }
  }

  private static double mebibytes(String line) {
    String amount = line.substring(RESIDENT.length()).replace("kB", "").strip();
    return Long.parseLong(amount) / KIB_PER_MIB;
  }
}
