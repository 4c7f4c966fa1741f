package io.holdfast.cli.demo;

import io.holdfast.cli.ClientOptions;
import io.holdfast.cli.ExitCode;
import io.holdfast.kv.time.ThreadScheduler;
import io.holdfast.locks.LockTimeoutException;
import io.holdfast.locks.Locks;
import io.holdfast.locks.LocksOptions;
import io.holdfast.locks.Mutex;
import io.holdfast.locks.MutexHandle;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * One worker of the demo, as a process of its own: adds one to a shared file, round after round,
 * each time under the mutex. Says what it does in {@link WorkerReport} lines on standard output.
 */
@Command(name = "demo-worker", hidden = true, description = "One worker of the demo.")
public final class WorkerCommand implements Callable<Integer> {
  static final String LOCK = "demo";
  static final Duration LEASE_TTL = Duration.ofSeconds(3);

  private static final Duration LONGEST_WAIT = Duration.ofSeconds(30);

  @Mixin private ClientOptions client;

  @Option(names = "--file", required = true, description = "The shared counter.")
  private Path file;

  @Option(names = "--rounds", required = true, description = "Rounds to complete.")
  private int rounds;

  @Option(names = "--name", required = true, description = "Label shown to others.")
  private String name;

  @Option(
      names = "--hang-in-round",
      description = "In this round, stop for ever while holding the mutex.")
  private int hangInRound = -1;

  @Override
  public Integer call() throws Exception {
    var counter = new FencedCounter(file);
    try (var scheduler = ThreadScheduler.create(name);
        var store = client.connect(scheduler);
        var locks = Locks.on(store, LocksOptions.on(scheduler).owner(name).leaseTtl(LEASE_TTL))) {
      Mutex mutex = locks.mutex(LOCK);
      for (int done = 0; done < rounds; ) {
        if (round(mutex, counter, done == hangInRound)) {
          done++;
        }
      }
    }
    return ExitCode.DONE;
  }

  /**
   * One read, one write, under one hold. False when the hold was lost before the write, which then
   * did not happen.
   */
  private static boolean round(Mutex mutex, FencedCounter counter, boolean hang)
      throws IOException, InterruptedException {
    PrintStream out = System.out;
    try (MutexHandle held = mutex.acquire(LONGEST_WAIT)) {
      out.println(WorkerReport.granted(held.token()));
      long read = counter.read();
      if (hang) {
        out.println(WorkerReport.hanging());
        new CountDownLatch(1).await();
      }
      if (!held.held()) {
        out.println(WorkerReport.lost());
        return false;
      }
      boolean accepted = counter.write(read + 1, held.token());
      out.println(
          accepted ? WorkerReport.counted(held.token()) : WorkerReport.fenced(held.token()));
      return accepted;
    } catch (LockTimeoutException e) {
      out.println(WorkerReport.lost());
      return false;
    }
  }
}
