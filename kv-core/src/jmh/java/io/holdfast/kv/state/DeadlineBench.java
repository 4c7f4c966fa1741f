package io.holdfast.kv.state;

import java.util.BitSet;
import java.util.Random;

/**
 * The deadline heap beside a timer wheel, with a million deadlines: adding, renewing and expiring.
 * Not a benchmark of JMH's, since the structures change as they are measured; each round is a fresh
 * one, in turns, and the median counts. Compile with {@code -Pjmh}, then run its {@code main}.
 * Argument: deadlines (default 1,000,000).
 */
public final class DeadlineBench {
  private static final int ROUNDS = 5;
  private static final long SHORTEST_NANOS = 10_000_000_000L;
  private static final int SPREAD_MILLIS = 20_000;

  private final int count;
  private double checksum;

  private DeadlineBench(int count) {
    this.count = count;
  }

  /** What both have in common. */
  private interface Queue {
    void add(long deadline, long revision);

    void noteGone();

    long earliest();

    long revision();
  }

  private static final class Heap implements Queue {
    private final DeadlineQueue queue;

    Heap(BitSet retained) {
      queue = new DeadlineQueue(revision -> retained.get((int) revision));
    }

    @Override
    public void add(long deadline, long revision) {
      queue.add(deadline, revision);
    }

    @Override
    public void noteGone() {
      queue.noteGone();
    }

    @Override
    public long earliest() {
      return queue.earliest();
    }

    @Override
    public long revision() {
      return queue.revision();
    }
  }

  private static final class Wheel implements Queue {
    private final TimerWheel wheel;

    Wheel(BitSet retained) {
      wheel = new TimerWheel(revision -> retained.get((int) revision));
    }

    @Override
    public void add(long deadline, long revision) {
      wheel.add(deadline, revision);
    }

    @Override
    public void noteGone() {}

    @Override
    public long earliest() {
      return wheel.earliest();
    }

    @Override
    public long revision() {
      return wheel.revision();
    }
  }

  /** Measures and prints. */
  public static void main(String[] args) {
    int count = args.length > 0 ? Integer.parseInt(args[0]) : 1_000_000;
    var bench = new DeadlineBench(count);
    for (int round = 1; round <= ROUNDS; round++) {
      var heapAlive = new BitSet();
      System.out.println("heap  " + bench.measure(new Heap(heapAlive), heapAlive));
      var wheelAlive = new BitSet();
      System.out.println("wheel " + bench.measure(new Wheel(wheelAlive), wheelAlive));
    }
    System.out.println("checksum " + bench.checksum);
  }

  private String measure(Queue queue, BitSet alive) {
    var random = new Random(1);
    int revision = 0;
    long now = 0;
    int[] leases = new int[count];
    long begin = System.nanoTime();
    for (int i = 0; i < count; i++) {
      revision++;
      alive.set(revision);
      leases[i] = revision;
      queue.add(deadline(now, random), revision);
    }
    double add = nanosEach(begin, count);
    // Each lease renewed four times in turn, 3 s apart, and the tick that looks every 50 ms.
    int renewals = 4 * count;
    long step = 3_000_000_000L / count;
    long nextTick = 0;
    begin = System.nanoTime();
    for (int i = 0; i < renewals; i++) {
      now += step;
      int lease = i % count;
      alive.clear(leases[lease]);
      revision++;
      alive.set(revision);
      leases[lease] = revision;
      queue.add(deadline(now, random), revision);
      queue.noteGone();
      if (now >= nextTick) {
        nextTick = now + 50_000_000;
        checksum += queue.earliest();
      }
    }
    double renew = nanosEach(begin, renewals);
    begin = System.nanoTime();
    long before = 0;
    int expired = 0;
    for (long due = queue.earliest(); due != Long.MAX_VALUE; due = queue.earliest()) {
      if (due < before) {
        throw new IllegalStateException("out of order: " + due + " after " + before);
      }
      before = due;
      alive.clear((int) queue.revision());
      queue.noteGone();
      expired++;
    }
    if (expired != count) {
      throw new IllegalStateException(expired + " expired of " + count);
    }
    double expire = nanosEach(begin, count);
    return "add %.0f ns, renew %.0f ns, expire %.0f ns each".formatted(add, renew, expire);
  }

  private static long deadline(long now, Random random) {
    return now + SHORTEST_NANOS + random.nextInt(SPREAD_MILLIS) * 1_000_000L;
  }

  private static double nanosEach(long begin, int times) {
    return (System.nanoTime() - begin) / (double) times;
  }
}
