package io.holdfast.kv.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.holdfast.kv.DamagedException;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BinaryReaderTest {
  @ParameterizedTest
  @ValueSource(strings = {"", "a.b", "größer", "\uFFFD", "a\uFFFDb", "\uD83D\uDD12"})
  void readsEveryStringAsItWasWritten(String text) {
    var out = new BinaryWriter(16);
    out.string(text);
    assertEquals(text, new BinaryReader("test", ByteBuffer.wrap(out.toArray())).string());
  }

  @Test
  void refusesWhatIsNoUtf8AndSaysWhere() {
    var reader = new BinaryReader("test", ByteBuffer.wrap(new byte[] {7, 2, (byte) 0xc3, 'a'}));
    reader.u8();
    var damage = assertThrows(DamagedException.class, reader::string);
    String message = String.valueOf(damage.getMessage());
    assertTrue(message.contains("not UTF-8"), message);
    assertTrue(message.contains("1"), message);
  }
}
