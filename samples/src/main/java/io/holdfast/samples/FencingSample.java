package io.holdfast.samples;

import io.holdfast.kv.store.InMemoryStore;
import io.holdfast.testkit.simulation.VirtualScheduler;
import java.time.Duration;

/**
 * Why a lock alone protects nothing: a program stops while it holds the lock, for longer than its
 * lease lasts. The lock goes to the next one, as it should; then the first goes on, as if nothing
 * had happened. Time is virtual, so both runs take milliseconds and are the same each time.
 */
public final class FencingSample {
  private static final Duration BOUND = Duration.ofMinutes(5);

  private FencingSample() {}

  /** Takes no arguments. */
  public static void main(String[] args) {
    System.out.println("An account that takes every write:");
    long lossy = run(new Account(false));
    System.out.println("  in the end: " + lossy + ", deposits were 10 + 5: an update is lost");
    System.out.println("An account that refuses old fencing tokens:");
    long exact = run(new Account(true));
    System.out.println("  in the end: " + exact + ", deposits were 10 + 5: nothing is lost");
  }

  /** Two clerks deposit 10 and 5; the balance in the end. */
  static long run(Account account) {
    var time = new VirtualScheduler(1);
    var store = InMemoryStore.open(time);
    var slow = new Clerk("slow", store, time, account);
    var quick = new Clerk("quick", store, time, account);

    var ten = slow.deposit(10);
    time.runUntil(slow::isAboutToWrite, BOUND);
    System.out.println("  slow stops for a minute, just before it writes");
    slow.process().pause();

    var five = quick.deposit(5);
    time.runUntil(five::isDone, Duration.ofMinutes(1));

    System.out.println("  slow goes on");
    slow.process().resume();
    time.runUntil(ten::isDone, BOUND);
    five.join();
    ten.join();
    return account.balance();
  }
}
