package io.holdfast.kv;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Headers that tell what an entry is, among those of an application. */
class ReservedHeadersTest {
  @Test
  void shouldFindTheFirstThatIsReserved() {
    assertEquals(Optional.empty(), Headers.NONE.firstReserved());
    assertEquals(
        Optional.empty(),
        Headers.of("Nats", "1", "Natsy-TTL", "1", "KV-Operations", "1", "Key", "Nats-TTL: 1")
            .firstReserved());
    assertEquals(
        Optional.of("nats-x"), Headers.of("A", "1", "nats-x", "1", "Nats-Y", "1").firstReserved());
    assertEquals(
        Optional.of("Holdfast-Lease"), Headers.of("Holdfast-Lease", "a@1").firstReserved());
  }

  @Test
  void shouldFindItInWhateverFormALineHas() {
    for (String line : List.of("Nats-TTL:1s", " Nats-TTL: 1s", "Nats-TTL : 1s", "Nats-TTL")) {
      assertEquals(Optional.of("Nats-TTL"), block("A: 1\r\n" + line).firstReserved(), line);
    }
    assertEquals(Optional.of("KV-Operation"), block("KV-Operation: DEL").firstReserved());
  }

  @Test
  void shouldLeaveThemOutAndKeepTheRestAsItIs() {
    Headers mixed = block("A:1\r\nNats-TTL: 1s\r\nB:  ü \r\nKV-Operation: DEL\r\nA: 2");

    assertEquals(block("A:1\r\nB:  ü \r\nA: 2"), mixed.withoutReserved());
    assertEquals(Headers.NONE, block("Nats-Rollup: sub").withoutReserved());
    assertEquals(Headers.NONE, Headers.NONE.withoutReserved());
    assertEquals(block("A:1"), block("A:1").withoutReserved());
  }

  private static Headers block(String lines) {
    return Headers.ofBlock(Bytes.utf8("NATS/1.0\r\n" + lines + "\r\n\r\n"));
  }
}
