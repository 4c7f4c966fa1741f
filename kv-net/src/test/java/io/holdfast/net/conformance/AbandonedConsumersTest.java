package io.holdfast.net.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.holdfast.net.server.ServedStore;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * What consumers cost that were left behind, as JavaScript and Python clients do after every
 * listing of keys. Their number is given by {@code -Dholdfast.consumers}.
 */
@Timeout(120)
class AbandonedConsumersTest {
  private static final int CONSUMERS = Integer.getInteger("holdfast.consumers", 1_000);

  /** So that 10,000 of them take 20 MiB. */
  private static final long BYTES_EACH = 2 * 1024;

  /** What the heap of a quiet server may differ by between two looks. */
  private static final long NOISE_BYTES = 1024 * 1024;

  /** They come to rest after a second; collecting takes its time on a busy machine. */
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  @TempDir Path directory;

  @Test
  @Tag("W126")
  void shouldCostLittleMemory() throws Exception {
    try (var served =
        ServedStore.start(options -> options.consumers(directory.resolve("consumers")))) {
      Wire wire = Wire.to(served);
      wire.bucket("B", "");
      for (int i = 0; i < 100; i++) {
        wire.put("$KV.B.key" + i, "value");
      }
      abandon(wire, 0, 200);
      long before = heap();

      abandon(wire, 200, CONSUMERS);

      assertEquals(
          CONSUMERS + 200, wire.request("$JS.API.STREAM.INFO.KV_B").number("state.consumer_count"));
      long limit = CONSUMERS * BYTES_EACH + NOISE_BYTES;
      long deadline = System.nanoTime() + PATIENCE.toNanos();
      long taken = heap() - before;
      while (taken > limit && System.nanoTime() < deadline) {
        taken = heap() - before;
      }
      System.out.printf(
          "%d abandoned consumers take %d KiB of heap, %d bytes each%n",
          CONSUMERS, taken / 1024, taken / CONSUMERS);
      assertTrue(taken <= limit, taken + " bytes for " + CONSUMERS + ", expected " + limit);
    }
  }

  /** Consumers as the JavaScript client makes them, that live for five minutes. */
  private static void abandon(Wire wire, int from, int count) throws IOException {
    for (int i = from; i < from + count; i++) {
      String name = "oc_7QF3ZL0YJ3VZ4ZJ4TX7A" + i + "_1";
      wire.request(
              "$JS.API.CONSUMER.CREATE.KV_B." + name + ".$KV.B.>",
              "{'stream_name':'KV_B','action':'create','pedantic':false,'config':{'name':'"
                  + name
                  + "','deliver_policy':'last_per_subject','deliver_subject':'_INBOX.7QF3ZL0YJ3VZ4ZJ4TX7A."
                  + i
                  + "','ack_policy':'none','max_deliver':1,'filter_subject':'$KV.B.>','headers_only':true,"
                  + "'replay_policy':'instant','flow_control':true,'idle_heartbeat':30000000000,"
                  + "'ack_wait':79200000000000,'inactive_threshold':300000000000,'num_replicas':1}}")
          .success();
    }
  }

  private static long heap() {
    System.gc();
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }
}
