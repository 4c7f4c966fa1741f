package io.holdfast.net.jetstream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.holdfast.kv.Bytes;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RequestBodyTest {
  /** The official Rust client sends {@code null} where there is nothing to ask. */
  @ParameterizedTest
  @ValueSource(strings = {"", "{}", "null"})
  @Tag("W41")
  void shouldTakeNothingAskedAsAnEmptyObject(String body) {
    assertTrue(RequestBody.parse(Bytes.utf8(body)).isEmpty());
  }

  @Test
  void shouldRefuseWhatIsNoObject() {
    var refused = assertThrows(ApiError.class, () -> RequestBody.parse(Bytes.utf8("[1]")));
    assertEquals(10025, refused.errCode());
  }
}
