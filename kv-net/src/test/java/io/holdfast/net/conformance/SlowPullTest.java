package io.holdfast.net.conformance;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.holdfast.kv.Bytes;
import io.holdfast.net.server.ServedStore;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A client that asks for messages and does not read them costs others nothing (guarantee G24). */
@Timeout(60)
@Tag("W132")
class SlowPullTest {
  private static final int MOST_BYTES = 1 << 20;

  /** A consumer that spins takes what the machine has left; one that waits takes nothing. */
  private static final double BUSY = 0.1;

  @Test
  void shouldNotSpinWhileTheClientDoesNotRead() throws Exception {
    try (var served = ServedStore.start()) {
      var wire = Wire.to(served);
      wire.bucket("B", "");
      for (int i = 0; i < 40; i++) {
        served.store().bucket("B").put("k" + i, Bytes.wrap(new byte[MOST_BYTES / 2]));
      }
      // Everything that is delivered is due again at once.
      new Consuming(wire)
          .create("p", "'ack_policy':'explicit','ack_wait':1000000,'max_ack_pending':1000")
          .success();
      var slow = served.raw().connect();
      slow.send("SUB _S.* 5\r\n");
      for (int i = 0; i < 4; i++) {
        slow.send("PUB $JS.API.CONSUMER.MSG.NEXT.KV_B.p _S." + i + " 3\r\n500\r\n");
      }
      awaitFullBacklog(new Consuming(wire));

      assertTrue(busiest(Duration.ofMillis(500)) < BUSY, "the consumer spins");
    }
  }

  /** Until nothing more is delivered, although much is left: the client takes nothing. */
  private static void awaitFullBacklog(Consuming consuming) throws Exception {
    long before = -1;
    long now = 0;
    while (now != before || now == 0) {
      before = now;
      TimeUnit.MILLISECONDS.sleep(200); // the time in which nothing may happen
      now = consuming.info("p").number("delivered.consumer_seq");
    }
  }

  /** The largest part of {@code time} that one of the server's threads ran in. */
  private static double busiest(Duration time) throws InterruptedException {
    var threads = ManagementFactory.getThreadMXBean();
    var ids =
        Thread.getAllStackTraces().keySet().stream()
            .filter(each -> each.getName().startsWith("holdfast-net"))
            .mapToLong(Thread::getId)
            .toArray();
    long[] before = new long[ids.length];
    for (int i = 0; i < ids.length; i++) {
      before[i] = threads.getThreadCpuTime(ids[i]);
    }
    TimeUnit.NANOSECONDS.sleep(time.toNanos()); // the time that is measured
    long most = 0;
    for (int i = 0; i < ids.length; i++) {
      most = Math.max(most, threads.getThreadCpuTime(ids[i]) - before[i]);
    }
    return (double) most / time.toNanos();
  }
}
