package io.holdfast.locks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.holdfast.kv.InvalidArgumentException;
import io.holdfast.kv.LeaseRef;
import io.holdfast.kv.Names;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LockKeysTest {
  @Test
  void shouldKeepPlainNamesReadable() {
    var keys = LockKeys.of("orders/eu-1_b");

    assertEquals("lock.orders/eu-1_b", keys.lock());
    assertEquals("queue.orders/eu-1_b.3c.7f", keys.ticket(new LeaseRef("lease.3c", 9), "7f"));
  }

  @Test
  void shouldEscapeWhatIsNoPlainCharacter() {
    assertEquals("lock.a=2Eb=3D=C3=A9", LockKeys.of("a.b=é").lock());
  }

  @ParameterizedTest
  @ValueSource(strings = {"a.b", "*", ">", " ", "=", "=41", "A", "ключ", "a\r\nb", "\u0000", "🔒"})
  void shouldMakeOneTokenThatDecodesToTheName(String name) {
    String key = Names.checkKey(LockKeys.of(name).lock());

    assertEquals(2, key.split("\\.").length);
    assertEquals(name, LockKeys.decode(key.substring("lock.".length())));
  }

  @Test
  void shouldRefuseNamesThatAreEmptyOrTooLong() {
    assertThrows(InvalidArgumentException.class, () -> LockKeys.of(""));
    assertThrows(InvalidArgumentException.class, () -> LockKeys.of("x".repeat(441)));
    var longest = LockKeys.of("x".repeat(440));
    var lease = new LeaseRef(LockKeys.lease("3".repeat(32)), 9);
    assertEquals(512, longest.ticket(lease, "7".repeat(32)).length());
  }
}
