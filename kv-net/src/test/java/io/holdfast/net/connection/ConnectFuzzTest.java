package io.holdfast.net.connection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.holdfast.kv.Bytes;
import io.holdfast.kv.Headers;
import io.holdfast.net.fuzz.JsonDice;
import io.holdfast.net.fuzz.Mangler;
import io.holdfast.net.fuzz.Seeds;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Any {@code CONNECT} and any header block is read or refused, and never anything else. */
class ConnectFuzzTest {
  private static final Pattern BLOCK =
      Pattern.compile("NATS/1\\.0[^\\r\\n\\x00]*\\r\\n(?:[^\\r\\n\\x00]*\\r\\n)*\\r\\n");

  @Test
  void shouldReadOrRefuseAnyConnect() {
    Seeds.run(
        "ConnectFuzzTest#shouldReadOrRefuseAnyConnect",
        7,
        (dice, seed) -> {
          Map<String, Object> fields = new LinkedHashMap<>();
          fields.put("verbose", false);
          fields.put("pedantic", false);
          fields.put("headers", true);
          fields.put("no_responders", true);
          fields.put("protocol", 1);
          fields.put("name", "someone");
          byte[] json = JsonDice.write(dice, fields);
          try {
            assertNotNull(ConnectOptions.parse(Bytes.wrap(json)));
          } catch (IOException refused) {
            assertNotNull(refused.getMessage());
          }
          return 1;
        });
  }

  @Test
  void shouldTakeExactlyTheBlocksThatHaveTheShape() {
    Seeds.run(
        "ConnectFuzzTest#shouldTakeExactlyTheBlocksThatHaveTheShape",
        10,
        (dice, seed) -> {
          var text = new StringBuilder("NATS/1.0").append(dice.of("", " 503", " 100 Idle"));
          for (int left = dice.below(4); left > 0; left--) {
            text.append("\r\n")
                .append(dice.text(12, "Nats-TLkv"))
                .append(dice.of(":", ": ", ""))
                .append(dice.text(12, "0129 sä:\t"));
          }
          byte[] right = text.append("\r\n\r\n").toString().getBytes(StandardCharsets.UTF_8);
          byte[] bytes = dice.oneIn(3) ? right : Mangler.mangle(dice, right);
          Bytes block = Bytes.wrap(bytes);
          boolean shaped =
              bytes.length == 0
                  || BLOCK.matcher(new String(bytes, StandardCharsets.ISO_8859_1)).matches();

          assertEquals(shaped, HeaderBlock.isWellFormed(block), block.utf8());
          if (shaped) {
            var headers = Headers.ofBlock(block);
            assertTrue(
                headers.names().stream().allMatch(name -> headers.first(name).isPresent()),
                block.utf8());
          }
          return 1;
        });
  }
}
