package io.holdfast.samples;

import io.holdfast.election.Election;
import io.holdfast.election.Elections;
import io.holdfast.election.Leadership;
import io.holdfast.kv.Bytes;
import io.holdfast.kv.time.ThreadScheduler;
import io.holdfast.locks.LocksOptions;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** One instance of the fleet: stands for election, and fires ticks while it leads. */
public final class ScheduleInstance {
  private static final Duration BEAT = Duration.ofMillis(100);

  /** After so many ticks it lets somebody else lead, to show what happens then. */
  private static final int TICKS_IN_A_TERM = 4;

  private ScheduleInstance() {}

  /** Takes the server's URL and the instance's name. */
  public static void main(String[] args) throws InterruptedException {
    String url = args[0];
    String name = args[1];
    try (var threads = ThreadScheduler.create(name);
        var store = SampleServer.connect(url);
        var elections =
            Elections.on(
                store,
                // Short, so that the next leader does not keep people waiting when this one dies.
                LocksOptions.on(threads)
                    .bucket(Elections.BUCKET)
                    .owner(name)
                    .leaseTtl(Duration.ofSeconds(2)))) {
      var schedule = new Schedule(store.bucket(Schedule.BUCKET));
      Election election = elections.election("schedule");
      while (!schedule.isOver()) {
        try (Leadership term = election.campaign(Bytes.utf8(name))) {
          lead(term, schedule, name);
        }
      }
    }
  }

  private static void lead(Leadership term, Schedule schedule, String name)
      throws InterruptedException {
    var revoked = new CountDownLatch(1);
    term.onRevoked(reason -> revoked.countDown());
    for (int fired = 0; fired < TICKS_IN_A_TERM && !schedule.isOver(); fired++) {
      // A beat is over, unless leadership is: then there is nothing to wait for any more.
      if (revoked.await(BEAT.toMillis(), TimeUnit.MILLISECONDS)
          || !schedule.fire(term.epoch(), name)) {
        return;
      }
      // The tick is this instance's now, and here would be the work that it stands for.
    }
  }
}
