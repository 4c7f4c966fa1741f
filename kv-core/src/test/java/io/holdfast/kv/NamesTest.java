package io.holdfast.kv;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NamesTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "a",
        "a.b",
        "limits.parallel",
        "a*",
        "*a",
        "a>b",
        "a.b>",
        "x.a*b.y",
        "=",
        "?",
        "~",
        "/:;<",
        "schlüssel",
        "\uD83D\uDE00",
        "!#$%&'()+,-"
      })
  void shouldTakeWhatCanBeStored(String key) {
    assertEquals(key, Names.checkKey(key));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ".",
        ".a",
        "a.",
        "a..b",
        "a b",
        "a\tb",
        "a\u007fb",
        "\n",
        "*",
        ">",
        "a.*",
        "*.a",
        "a.*.b",
        "a.>",
        ">.a",
        "\uD83D",
        "a\uDE00b"
      })
  void shouldRefuseWhatIsNoKey(String key) {
    assertThrows(InvalidArgumentException.class, () -> Names.checkKey(key));
  }

  @ParameterizedTest
  @ValueSource(strings = {"a", "*", ">", "a.*", "*.a", "a.*.b", "a.>", "*.*", "a>b.*", "a*.>"})
  void shouldTakeFilters(String filter) {
    assertEquals(filter, Names.checkFilter(filter));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ">.a", "a.>.b", "a..*", "*.", "a b.*"})
  void shouldRefuseWhatIsNoFilter(String filter) {
    assertThrows(InvalidArgumentException.class, () -> Names.checkFilter(filter));
  }

  @Test
  void shouldSayWhereTheWildcardIsWrong() {
    var refused = assertThrows(InvalidArgumentException.class, () -> Names.checkFilter("a.>.b"));

    assertTrue(refused.toString().contains("only the last token may be '>'"), refused::toString);
  }

  @Test
  void shouldBoundLengthInBytesAndTokens() {
    String longest = "k".repeat(Names.MAX_KEY_BYTES);
    String deepest = "t" + ".t".repeat(Names.MAX_KEY_TOKENS - 1);

    assertEquals(longest, Names.checkKey(longest));
    assertEquals(deepest, Names.checkKey(deepest));
    assertThrows(InvalidArgumentException.class, () -> Names.checkKey(longest + "k"));
    assertThrows(InvalidArgumentException.class, () -> Names.checkKey(deepest + ".t"));
    assertThrows(
        InvalidArgumentException.class,
        () -> Names.checkKey("ü".repeat(Names.MAX_KEY_BYTES / 2 + 1)));
  }
}
