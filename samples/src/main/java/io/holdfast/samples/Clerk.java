package io.holdfast.samples;

import io.holdfast.kv.FencingToken;
import io.holdfast.kv.KeyValueStore;
import io.holdfast.locks.Locks;
import io.holdfast.locks.LocksOptions;
import io.holdfast.locks.MutexHandle;
import io.holdfast.testkit.simulation.ClientScheduler;
import io.holdfast.testkit.simulation.VirtualScheduler;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;

/**
 * A program that adds to a balance under a mutex: it reads, computes and writes, as one does with a
 * resource that cannot add by itself. Confined to the thread that runs the simulation.
 */
final class Clerk {
  private final String name;
  private final ClientScheduler process;
  private final Locks locks;
  private final Account account;
  private boolean aboutToWrite;

  Clerk(String name, KeyValueStore store, VirtualScheduler time, Account account) {
    this.name = name;
    this.process = time.client(name);
    this.account = account;
    this.locks =
        Locks.on(
            store,
            LocksOptions.on(process)
                .owner(name)
                .leaseTtl(Duration.ofSeconds(10))
                .random(new SplittableRandom(name.hashCode())));
  }

  /** Its threads and clocks. */
  ClientScheduler process() {
    return process;
  }

  /** Whether it has made up its mind, and only has to write. */
  boolean isAboutToWrite() {
    return aboutToWrite;
  }

  /** Adds {@code amount}, from the start again if the account refuses it; the balance then. */
  CompletableFuture<Long> deposit(long amount) {
    return locks
        .mutex("account")
        .acquireAsync(Duration.ofMinutes(5))
        .thenCompose(held -> addTo(account.balance(), amount, held));
  }

  private CompletableFuture<Long> addTo(long balance, long amount, MutexHandle held) {
    say("holds the mutex with token " + held.token().revision() + " and reads " + balance);
    // It has looked whether it holds the mutex, and it does. What counts is the moment at which the
    // write arrives, and that one no program can know.
    aboutToWrite = held.held();
    return CompletableFuture.supplyAsync(() -> write(balance + amount, held.token()), process)
        .thenCompose(taken -> held.releaseAsync().thenApply(outcome -> taken))
        .thenCompose(
            taken -> taken ? CompletableFuture.completedFuture(balance + amount) : deposit(amount));
  }

  private boolean write(long newBalance, FencingToken token) {
    aboutToWrite = false;
    boolean taken = account.write(newBalance, token);
    say("writes " + newBalance + (taken ? "" : ": refused, its token is too old"));
    return taken;
  }

  private void say(String what) {
    System.out.println("  " + name + " " + what);
  }
}
