package io.holdfast.kv.state;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.holdfast.kv.BucketConfig;
import io.holdfast.kv.DamagedException;
import io.holdfast.kv.command.Command;
import io.holdfast.kv.watch.BucketView;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SnapshotTest {
  private final Bench bench = Bench.with(BucketConfig.builder(Bench.BUCKET).history(3));

  @BeforeEach
  void fill() {
    bench.putOwned("lock", bench.lease("l.x", Duration.ofSeconds(5)));
    bench.put("a", "1");
    bench.put("a", "2");
    bench.delete("b");
  }

  @Test
  void shouldRestoreWhatWasCapturedThoughTheStateMovedOn() throws IOException {
    CapturedState captured = bench.machine.capture();
    bench.put("a", "3");
    bench.apply(new Command.DeleteBucket(Bench.BUCKET));
    var restored = restored(bytes(captured));
    assertEquals(captured.hash(), restored.hash());
    assertEquals(captured.appliedIndex(), restored.appliedIndex());
    assertEquals("2", Objects.requireNonNull(view(restored).latest("a")).value().utf8());
  }

  @Test
  void shouldExpireTheSameAfterARestart() throws IOException {
    var restored = restored(bytes(bench.machine.capture()));
    assertEquals(bench.machine.nextDeadline(), restored.nextDeadline());
    bench.machine.restore(new ByteArrayInputStream(bytes(bench.machine.capture())));
    bench.tick(Duration.ofSeconds(5));
    assertTrue(bench.latest("lock").isMarker());
  }

  @Test
  void shouldHashDifferentStatesDifferently() {
    long before = bench.machine.hash();
    assertEquals(before, bench.machine.hash());
    bench.put("a", "2");
    assertNotEquals(before, bench.machine.hash());
  }

  @Test
  void shouldRefuseASnapshotThatIsCutAnywhereAndKeepItsState() throws IOException {
    byte[] whole = bytes(bench.machine.capture());
    long hash = bench.machine.hash();
    for (int length = 0; length < whole.length; length++) {
      byte[] cut = Arrays.copyOf(whole, length);
      assertThrows(
          DamagedException.class, () -> bench.machine.restore(new ByteArrayInputStream(cut)));
    }
    assertEquals(hash, bench.machine.hash());
  }

  @Test
  void shouldNameTheVersionThatItDoesNotKnow() throws IOException {
    byte[] newer = bytes(bench.machine.capture());
    newer[8] = 9;
    var error = assertThrows(DamagedException.class, () -> restored(newer));
    assertTrue(
        Objects.requireNonNull(error.getMessage()).contains("found version 9, known are 1 to 3"),
        error::getMessage);
  }

  private static byte[] bytes(CapturedState captured) throws IOException {
    var bytes = new ByteArrayOutputStream();
    captured.writeTo(bytes);
    return bytes.toByteArray();
  }

  private static StateMachine restored(byte[] snapshot) throws IOException {
    var machine = new StateMachine();
    machine.restore(new ByteArrayInputStream(snapshot));
    return machine;
  }

  private static BucketView view(StateMachine machine) {
    return Objects.requireNonNull(machine.view().bucket(Bench.BUCKET));
  }
}
