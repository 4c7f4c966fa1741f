package io.holdfast.net.access;

import java.net.InetAddress;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Runs checks that take long on few threads, one from each address in turn; who has many waiting
 * waits for itself. Bounded. Guarded by its own monitor, which is never held while a check runs.
 */
final class SlowChecks implements AutoCloseable {
  /** What one address may have waiting: a pool of connections of one client logs in at once. */
  static final int MOST_OF_ONE = 64;

  private static final int MOST_IN_ALL = 1024;
  private static final long IDLE_SECONDS = 30;

  private final ThreadPoolExecutor threads;
  private final Map<InetAddress, Queue<Runnable>> waiting = new LinkedHashMap<>();
  private int count;

  SlowChecks() {
    int most = Math.max(1, Runtime.getRuntime().availableProcessors() / 2);
    threads =
        new ThreadPoolExecutor(
            most, most, IDLE_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), this::daemon);
    threads.allowCoreThreadTimeOut(true);
  }

  private Thread daemon(Runnable task) {
    var thread = new Thread(task, "holdfast-net-logins");
    thread.setDaemon(true);
    return thread;
  }

  /** Runs {@code check} later; false when too many wait already, and then it does not. */
  boolean offer(InetAddress from, Runnable check) {
    synchronized (this) {
      Queue<Runnable> own = waiting.computeIfAbsent(from, absent -> new ArrayDeque<>());
      if (own.size() >= MOST_OF_ONE || count >= MOST_IN_ALL) {
        if (own.isEmpty()) {
          waiting.remove(from);
        }
        return false;
      }
      own.add(check);
      count++;
    }
    try {
      // One turn for each check that waits: so the pool's own queue is bounded, too.
      threads.execute(this::takeTurn);
      return true;
    } catch (RejectedExecutionException closed) {
      return false;
    }
  }

  private void takeTurn() {
    Runnable next = next();
    if (next != null) {
      next.run();
    }
  }

  private synchronized @Nullable Runnable next() {
    Iterator<Map.Entry<InetAddress, Queue<Runnable>>> first = waiting.entrySet().iterator();
    if (!first.hasNext()) {
      return null;
    }
    Map.Entry<InetAddress, Queue<Runnable>> turn = first.next();
    InetAddress from = turn.getKey();
    Queue<Runnable> own = turn.getValue();
    first.remove();
    Runnable next = own.poll();
    count--;
    if (!own.isEmpty()) {
      // Back to the end of the line.
      waiting.put(from, own);
    }
    return next;
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
