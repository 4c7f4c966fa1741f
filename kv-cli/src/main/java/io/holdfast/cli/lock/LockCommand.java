package io.holdfast.cli.lock;

import io.holdfast.cli.ClientOptions;
import io.holdfast.cli.DurationConverter;
import io.holdfast.cli.ExitCode;
import io.holdfast.cli.Limits;
import io.holdfast.kv.HoldfastException;
import io.holdfast.kv.InvalidArgumentException;
import io.holdfast.kv.Waiting;
import io.holdfast.kv.time.DurationText;
import io.holdfast.kv.time.ThreadScheduler;
import io.holdfast.locks.HoldState;
import io.holdfast.locks.Locks;
import io.holdfast.locks.LocksOptions;
import io.holdfast.locks.Mutex;
import io.holdfast.locks.MutexHandle;
import io.holdfast.locks.ReleaseOutcome;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Runs a command while holding a lock. */
@Command(
    name = "lock",
    mixinStandardHelpOptions = true,
    customSynopsis = "holdfast lock [OPTIONS] NAME -- COMMAND...",
    description = "Run a command while holding a distributed mutex.",
    footer = {
      "%nThe command finds its fencing token in HOLDFAST_FENCING_TOKEN; tokens of later holders sort after it."
          + " When the lock is lost, the command is ended (SIGTERM, then SIGKILL) before another can hold it."
          + " When holdfast lock itself is killed by SIGKILL, nobody is left to end the command: it runs on"
          + " while, after --ttl, another may hold the lock. What is protected must refuse an older fencing"
          + " token.",
      "%nExit status: that of COMMAND, 128+n when signal n ended it; 1 lock not acquired, 3 no server,"
          + " 5 lock lost while COMMAND ran, 6 outcome unknown.",
      "%nExample: holdfast lock deploy -- ./deploy.sh production"
    })
public final class LockCommand implements Callable<Integer> {
  /**
   * The part of the time to live in which the child is ended after a loss, before the store may
   * grant again.
   */
  private static final double SAFETY_MARGIN = 0.25;

  private static final Duration LONGEST_WAIT = Duration.ofDays(365);
  private static final int LARGEST_STATUS = 255;

  /** Longer than a lock takes that is free: nobody has to be told of that. */
  private static final Duration SILENT_WAIT = Duration.ofSeconds(1);

  private static final Duration SHORTEST_TTL = Duration.ofMillis(100);
  private static final Duration LONGEST_TTL = Duration.ofDays(1);

  @Spec private CommandSpec spec;
  @Mixin private ClientOptions client;

  @Option(
      names = "--ttl",
      paramLabel = "DURATION",
      converter = DurationConverter.class,
      defaultValue = "10s",
      description = "How long others wait if this process dies (default: ${DEFAULT-VALUE}).")
  private Duration ttl = Duration.ofSeconds(10);

  @Option(
      names = "--wait",
      paramLabel = "DURATION",
      converter = DurationConverter.class,
      defaultValue = "1h",
      description = "Longest wait for the lock, at most 365d (default: ${DEFAULT-VALUE}).")
  private Duration wait = Duration.ofHours(1);

  @Option(names = "--try", description = "Do not wait: give up at once when the lock is not free.")
  private boolean noWait;

  @Option(
      names = "--conflict-exit-code",
      paramLabel = "N",
      defaultValue = "1",
      description =
          "Exit status when the lock is not acquired, 0 to 255, to tell it from the command's own"
              + " (default: ${DEFAULT-VALUE}).")
  private int conflictExitCode = ExitCode.REFUSED;

  @Option(
      names = "--lost-exit-code",
      paramLabel = "N",
      defaultValue = "5",
      description =
          "Exit status when the lock is lost while the command runs, 1 to 255 (default: ${DEFAULT-VALUE}).")
  private int lostExitCode = ExitCode.LOST;

  @Parameters(
      index = "0",
      paramLabel = "NAME",
      description = "Name of the lock: any text, in plain letters and digits up to 440.")
  private String name;

  @Parameters(
      index = "1..*",
      arity = "1..*",
      paramLabel = "COMMAND",
      description = "What to run, after '--'.")
  private List<String> command = List.of();

  @Override
  public Integer call() throws Exception {
    check();
    try (var scheduler = ThreadScheduler.create("holdfast-lock");
        var store = client.connect(scheduler);
        var locks = Locks.on(store, options(scheduler))) {
      var child = new StartGate<ChildProcess>();
      var hook = new Thread(() -> endWithUs(child, locks), "holdfast-lock-shutdown");
      Runtime.getRuntime().addShutdownHook(hook);
      try {
        Optional<MutexHandle> held = acquire(locks);
        return held.isPresent() ? runHolding(held.get(), child) : notFree(locks);
      } finally {
        forget(hook);
      }
    }
  }

  private void check() {
    if (noWait && spec.commandLine().getParseResult().hasMatchedOption("--wait")) {
      throw new InvalidArgumentException("--try does not wait, and --wait does: choose one");
    }
    Limits.check("--wait", wait, Duration.ofMillis(1), LONGEST_WAIT);
    Limits.check("--ttl", ttl, SHORTEST_TTL, LONGEST_TTL);
    Limits.check("--conflict-exit-code", conflictExitCode, 0, LARGEST_STATUS);
    Limits.check("--lost-exit-code", lostExitCode, 1, LARGEST_STATUS);
    Limits.checkNamed("NAME", name, "the lock, such as deploy");
  }

  private LocksOptions options(ThreadScheduler scheduler) {
    return LocksOptions.on(scheduler).leaseTtl(ttl).safetyMargin(SAFETY_MARGIN);
  }

  private Optional<MutexHandle> acquire(Locks locks) throws InterruptedException {
    Mutex mutex = locks.mutex(name);
    if (noWait) {
      return mutex.tryAcquire();
    }
    CompletableFuture<Optional<MutexHandle>> attempt = mutex.tryAcquireAsync(wait);
    try {
      if (!endsWithin(SILENT_WAIT, attempt)) {
        err().println("holdfast: waiting for lock '" + name + "'" + holder(locks));
      }
      return Waiting.on(attempt);
    } catch (InterruptedException e) {
      attempt.cancel(false);
      throw e;
    }
  }

  private static boolean endsWithin(Duration time, CompletableFuture<?> attempt)
      throws InterruptedException {
    try {
      attempt.get(time.toMillis(), TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException waiting) {
      return false;
    } catch (ExecutionException failed) {
      return true;
    }
  }

  private int notFree(Locks locks) throws InterruptedException {
    err()
        .println(
            "holdfast: lock '"
                + name
                + "' is not free"
                + (noWait ? "" : " within " + DurationText.of(wait))
                + holder(locks));
    return conflictExitCode;
  }

  /** Who has it by now; nothing when it was freed meanwhile or the store cannot be asked again. */
  private String holder(Locks locks) throws InterruptedException {
    try {
      return locks
          .status(name)
          .holder()
          .map(now -> ": " + now.owner() + " holds it with fencing token " + now.token())
          .orElse("");
    } catch (HoldfastException unanswered) {
      return "";
    }
  }

  private int runHolding(MutexHandle held, StartGate<ChildProcess> gate)
      throws InterruptedException {
    Duration grace = Duration.ofNanos((long) (ttl.toNanos() * SAFETY_MARGIN / 2));
    Optional<ChildProcess> started =
        gate.start(() -> ChildProcess.start(command, name, held.token()));
    if (started.isEmpty()) {
      return ExitCode.REFUSED; // A signal came first, and ends this process.
    }
    ChildProcess child = started.get();
    held.onLost(reason -> child.end(grace));
    int status = child.waitFor();
    // The store has the last word: a loss that this process slept through shows here.
    ReleaseOutcome outcome = held.release();
    if (outcome != ReleaseOutcome.LOST) {
      return status;
    }
    child.end(grace);
    err().println("holdfast: lock '" + name + "' was lost while the command ran: " + why(held));
    return lostExitCode;
  }

  private static String why(MutexHandle held) {
    return held.state() instanceof HoldState.Lost lost
        ? lost.reason().describe()
        : "another may have held it meanwhile";
  }

  /** On a signal to us: the child ends first, then everything is given back. */
  static void endWithUs(StartGate<ChildProcess> gate, Locks locks) {
    gate.close().ifPresent(child -> child.end(Duration.ofSeconds(5)));
    locks.close();
  }

  private static void forget(Thread hook) {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException shuttingDown) {
      // The hook runs at this moment, and does what is to be done.
    }
  }

  private PrintWriter err() {
    return spec.commandLine().getErr();
  }
}
