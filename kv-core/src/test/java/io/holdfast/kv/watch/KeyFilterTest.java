package io.holdfast.kv.watch;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KeyFilterTest {
  @ParameterizedTest
  @CsvSource({
    ">, a, true",
    ">, a.b.c, true",
    "*, a, true",
    "*, a.b, false",
    "a.*, a.b, true",
    "a.*, a, false",
    "a.*, a.b.c, false",
    "a.>, a, false",
    "a.>, a.b, true",
    "a.>, a.b.c, true",
    "a.>, ab.c, false",
    "a.*.c, a.b.c, true",
    "a.*.c, a.b.d, false",
    "*.b, a.b, true",
    "*.b, a.c, false",
    "a, a, true",
    "a, ab, false",
    "ab, a, false",
    "a*, a*, true",
    "a*, ab, false",
    "a.b, a.b.c, false"
  })
  void shouldMatchByTokens(String filter, String key, boolean matches) {
    assertEquals(matches, KeyFilter.of(filter).matches(key));
  }

  @Test
  void shouldMatchAnyOfItsPatterns() {
    var filter = KeyFilter.of(List.of("a.*", "b"));
    assertEquals(
        List.of(true, true, false),
        List.of(filter.matches("a.x"), filter.matches("b"), filter.matches("c")));
  }

  @ParameterizedTest
  @CsvSource({"a.b, a.b", "a.*, a.", "a.b.>, a.b.", "a*.b, a*.b", "a.*.c, a."})
  void shouldKnowWhatEveryMatchBeginsWith(String filter, String prefix) {
    assertEquals(prefix, KeyFilter.literalPrefix(filter));
  }
}
