package io.holdfast.kv.state;

import io.holdfast.kv.BucketConfig;
import io.holdfast.kv.Bytes;
import io.holdfast.kv.Operation;
import io.holdfast.kv.Ttl;
import io.holdfast.kv.command.Command;
import io.holdfast.kv.command.CommandBatch;
import io.holdfast.kv.command.CommandCodec;
import io.holdfast.kv.command.EntryHeader;
import io.holdfast.kv.command.LeaseTime;
import io.holdfast.kv.command.MessageId;
import io.holdfast.kv.command.WallTime;
import io.holdfast.kv.log.AppliedState;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * What a large state costs: bytes per key, the pause of a capture, and expiry. Not a benchmark of
 * JMH's, since each figure is one event. Arguments: keys (default 1,000,000), bytes of value (128).
 * Keys have 20 bytes; commands go through their binary form, as from a log. Needs a heap of 2 GB.
 */
public final class StateFootprint {
  private static final int BATCH = 200;
  private static final String BUCKET = "bench";

  private final int keys;
  private final byte[] value;
  private final StateMachine machine = new StateMachine();
  private final Random random = new Random(1);
  private long index;
  private long leaseNanos;

  private StateFootprint(int keys, int valueBytes) {
    this.keys = keys;
    this.value = new byte[valueBytes];
  }

  /** Measures and prints. */
  public static void main(String[] args) throws IOException, InterruptedException {
    int keys = args.length > 0 ? Integer.parseInt(args[0]) : 1_000_000;
    int valueBytes = args.length > 1 ? Integer.parseInt(args[1]) : 128;
    new StateFootprint(keys, valueBytes).measure();
  }

  private void measure() throws IOException, InterruptedException {
    apply(new Command.CreateBucket(BucketConfig.of(BUCKET)));
    long before = usedAfterCollection();
    put(0, 0, Ttl.NONE, MessageId.NONE);
    print("each key written once", before);
    for (int i = 0; i < 4; i++) {
      overwriteAtRandom();
    }
    print("then overwritten at random, 4 times as many", before);
    for (int i = 0; i < 5; i++) {
      System.out.printf("capture: %.3f ms%n", captureMillis());
      overwriteAtRandom();
    }
    captureWithRememberedIds();
    expireAtOnce(10_000);
    expireAtOnce(100_000);
  }

  private void captureWithRememberedIds() throws IOException {
    for (int i = 0; i < keys; i += BATCH) {
      var batch = new ArrayList<Command>();
      for (int k = i; k < i + BATCH; k++) {
        batch.add(put(k, Ttl.NONE, new MessageId.Foreign("message-id-" + k)));
      }
      apply(batch);
    }
    System.out.printf("capture with as many message ids: %.3f ms%n", captureMillis());
  }

  private void expireAtOnce(int count) {
    put(keys, keys + count, Ttl.of(Duration.ofSeconds(1)), MessageId.NONE);
    leaseNanos += Duration.ofSeconds(2).toNanos();
    double longest = 0;
    double all = 0;
    int ticks = 0;
    while (machine.nextDeadline().nanos() <= leaseNanos) {
      long start = System.nanoTime();
      apply(Command.Expire.in(1));
      double took = millisSince(start);
      longest = Math.max(longest, took);
      all += took;
      ticks++;
    }
    System.out.printf(
        "%d keys that expire at once: %.1f ms in all, %d ticks, the longest %.1f ms%n",
        count, all, ticks, longest);
  }

  private double captureMillis() throws IOException {
    long start = System.nanoTime();
    AppliedState.Captured captured = machine.capture();
    double pause = millisSince(start);
    captured.writeTo(OutputStream.nullOutputStream());
    return pause;
  }

  private void overwriteAtRandom() {
    for (int i = 0; i < keys; i += BATCH) {
      var batch = new ArrayList<Command>();
      for (int k = 0; k < BATCH; k++) {
        batch.add(put(random.nextInt(keys), Ttl.NONE, MessageId.NONE));
      }
      apply(batch);
    }
  }

  private void put(int from, int to, Ttl ttl, MessageId id) {
    int end = to == 0 ? keys : to;
    for (int i = from; i < end; i += BATCH) {
      var batch = new ArrayList<Command>();
      for (int k = i; k < Math.min(end, i + BATCH); k++) {
        batch.add(put(k, ttl, id));
      }
      apply(batch);
    }
  }

  private Command put(int key, Ttl ttl, MessageId id) {
    Operation put = Operation.Put.of("key.%016d".formatted(key), Bytes.copyOf(value)).withTtl(ttl);
    return new Command.Write(BUCKET, List.of(), List.of(put), id, LeaseTime.NEVER);
  }

  private void apply(Command command) {
    apply(List.of(command));
  }

  private void apply(List<Command> commands) {
    index++;
    var sent = new CommandBatch(new WallTime(index), new LeaseTime(leaseNanos), commands);
    CommandBatch read = CommandCodec.decode(ByteBuffer.wrap(CommandCodec.encode(sent)));
    machine.apply(new EntryHeader(index, 1, read.wall(), read.lease()), read.commands());
  }

  private void print(String what, long before) throws InterruptedException {
    double each = (usedAfterCollection() - before) / (double) keys;
    System.out.printf(
        "%s: %.1f bytes per key, %.1f beside key and value%n",
        what, each, each - 20 - value.length);
  }

  private static long usedAfterCollection() throws InterruptedException {
    long used = Long.MAX_VALUE;
    for (int i = 0; i < 4; i++) {
      System.gc();
      Thread.sleep(100);
      Runtime runtime = Runtime.getRuntime();
      used = Math.min(used, runtime.totalMemory() - runtime.freeMemory());
    }
    return used;
  }

  private static double millisSince(long start) {
    return (System.nanoTime() - start) / 1e6;
  }
}
