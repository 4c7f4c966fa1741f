package io.holdfast.cli.demo;

import io.holdfast.cli.Workplace;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * One run of the demo: starts the processes, breaks two of them, and adds up what it hears.
 * Confined to one thread; the processes are heard through a queue.
 */
final class DemoRun {
  /** The whole demo has to end within a minute; a run that is not done by then has failed. */
  private static final Duration LONGEST = Duration.ofSeconds(57);

  private final Workplace place;
  private final DemoView view;
  private final BlockingQueue<DemoEvent> events = new LinkedBlockingQueue<>();
  private final List<DemoWorker> workers = new ArrayList<>();
  private final DemoServer server;
  private final int total;
  private final long started = System.nanoTime();

  private long granted;
  private long fenced;
  private long lost;
  private long firstGrantNanos;
  private long lastGrantNanos;
  private long brokenNanos;
  private long serverBackNanos;
  private Outage worker = Outage.NOT_YET;
  private Outage outage = Outage.NOT_YET;

  /** How long something that was broken kept everybody waiting. */
  private record Outage(long sinceNanos, Duration length) {
    static final Outage NOT_YET = new Outage(0, Duration.ZERO);

    boolean open() {
      return sinceNanos != 0 && length.isZero();
    }

    boolean happened() {
      return sinceNanos != 0;
    }
  }

  DemoRun(Workplace place, int workerCount, int rounds, DemoView view) throws IOException {
    this.place = place;
    this.view = view;
    this.total = workerCount * rounds;
    for (int i = 1; i <= workerCount; i++) {
      workers.add(new DemoWorker("worker-" + i, rounds, events));
    }
    view.line("starting a durable server, its data in " + place.directory());
    server = new DemoServer(place);
    view.line("server (pid " + server.pid() + ") is listening on " + server.url());
  }

  /** Plays it to the end. */
  DemoResult play() throws IOException, InterruptedException {
    view.line("starting " + workers.size() + " workers, " + victim().rounds() + " rounds each");
    for (DemoWorker one : workers) {
      one.start(place, server.url(), one == victim() ? one.rounds() / 4 : -1);
    }
    while (!workers.stream().allMatch(DemoWorker::complete)) {
      long left = LONGEST.toNanos() - (System.nanoTime() - started);
      DemoEvent event = events.poll(Math.max(0, left), TimeUnit.NANOSECONDS);
      if (event == null) {
        throw new DemoFailedException(
            "the demo was not done after "
                + LONGEST.toSeconds()
                + " s: "
                + counted()
                + " of "
                + total
                + " rounds");
      }
      handle(event);
      if (!outage.happened() && counted() >= total / 2) {
        breakServer();
      }
    }
    return result();
  }

  private DemoWorker victim() {
    return workers.get(0);
  }

  private void handle(DemoEvent event) throws IOException {
    if (event instanceof DemoEvent.Ended ended) {
      handle(ended);
    } else if (event instanceof DemoEvent.Reported reported) {
      handle(reported);
    }
    view.progress(counted(), total, granted, workers);
  }

  private void handle(DemoEvent.Ended ended) throws IOException {
    DemoWorker one = ended.worker();
    if (one.complete()) {
      return;
    }
    if (one != victim() || !worker.happened()) {
      throw new DemoFailedException(
          one.name()
              + " ended with status "
              + ended.exitStatus()
              + " after "
              + one.counted()
              + " rounds; see "
              + place.directory().resolve(one.name() + ".log"));
    }
    one.start(place, server.url(), -1);
    view.line(
        one.name()
            + " is started again for its last "
            + (one.rounds() - one.counted())
            + " rounds");
  }

  private void handle(DemoEvent.Reported reported) {
    switch (reported.report().kind()) {
      case GRANTED -> granted(reported);
      case COUNTED -> reported.worker().count();
      case FENCED -> fenced++;
      case LOST -> lost++;
      case HANGING -> {
        reported.worker().kill();
        worker = new Outage(System.nanoTime(), Duration.ZERO);
        view.line(reported.worker().name() + " was killed (SIGKILL) while it held the mutex");
      }
    }
  }

  private void granted(DemoEvent.Reported reported) {
    granted++;
    DemoWorker holder = reported.worker();
    if (holder.hasJustJoined()) {
      String what =
          holder == victim() && worker.happened()
              ? "is back and holds the mutex"
              : "holds the mutex for the first time";
      view.line(holder.name() + " (pid " + holder.pid() + ") " + what);
    }
    if (firstGrantNanos == 0) {
      firstGrantNanos = reported.nanos();
    }
    lastGrantNanos = reported.nanos();
    if (worker.open() && reported.nanos() > worker.sinceNanos()) {
      worker = closed(worker, reported.nanos());
      view.line(holder.name() + " took over after " + worker.length().toMillis() + " ms");
    }
    // A report from before the kill may be heard after it: only one from after the restart is a
    // sign of life.
    if (outage.open() && reported.nanos() > serverBackNanos) {
      outage = closed(outage, reported.nanos());
      view.line("grants go on " + outage.length().toMillis() + " ms after the server was killed");
    }
  }

  private Outage closed(Outage open, long nanos) {
    brokenNanos += nanos - open.sinceNanos();
    return new Outage(open.sinceNanos(), Duration.ofNanos(nanos - open.sinceNanos()));
  }

  private void breakServer() throws IOException, InterruptedException {
    long killedNanos = System.nanoTime();
    view.line("server (pid " + server.pid() + ") is killed (SIGKILL) in mid-run");
    server.killAndRestart();
    serverBackNanos = System.nanoTime();
    outage = new Outage(killedNanos, Duration.ZERO);
    view.line("server (pid " + server.pid() + ") is back on the same data");
  }

  private long counted() {
    return workers.stream().mapToLong(DemoWorker::counted).sum();
  }

  private DemoResult result() throws IOException {
    var writes = new FencedCounter(place.directory().resolve("counter")).writes();
    double activeSeconds = (lastGrantNanos - firstGrantNanos - brokenNanos) / 1e9;
    return new DemoResult(
        total,
        counted(),
        granted,
        fenced,
        lost,
        writes,
        worker.length(),
        outage.length(),
        granted / activeSeconds,
        Duration.ofNanos(System.nanoTime() - started));
  }
}
