package io.holdfast.net.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SubjectsTest {
  @ParameterizedTest
  @CsvSource({
    "a.b,a.b,true", "a.*,a.b,true", "*.b,a.b,true", ">,a,true", ">,a.b.c,true", "a.>,a.b.c,true",
    "a.>,a,false", "a.*,a,false", "a.*,a.b.c,false", "a.b,a.bc,false", "a.b,a,false",
        "foo*,foox,false",
    "$KV.B.>,$KV.B,false", "$KV.B.>,$KV.B.k,true"
  })
  void shouldMatchWholeTokens(String pattern, String subject, boolean expected) {
    assertEquals(expected, Subjects.matches(pattern, subject));
  }

  @ParameterizedTest
  @CsvSource({
    "a.*,*.b,true",
    "a.>,*.b.c,true",
    "$KV.*.>,$KV.B.>,true",
    "a.b,a.c,false",
    "a.*,a.b.c,false",
    ">,x,true",
    "a.>,a,false"
  })
  void shouldFindOverlaps(String left, String right, boolean expected) {
    assertEquals(expected, Subjects.overlap(left, right));
    assertEquals(expected, Subjects.overlap(right, left));
  }

  @ParameterizedTest
  @CsvSource({
    ">,a.b,true", ">,>,true", "a.>,a.*,true", "a.>,a.b.>,true", "a.*,a.b,true", "a.*,a.*,true",
    "a.*,a.>,false", "a.b,a.*,false", "a.>,a,false", "a.>,>,false", "*.b,a.b,true", "*,>,false",
    "a.*.c,a.b.c,true", "a.*.c,a.b,false", "a.*.c,a.*.*,false"
  })
  void shouldKnowWhichPatternTakesInAnother(String wider, String narrower, boolean expected) {
    assertEquals(expected, Subjects.covers(wider, narrower));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ".", "a.", ".a", "a..b", "a.>.b", "a b", "a\u007f"})
  void shouldRefuseWhatIsNoPattern(String text) {
    assertFalse(Subjects.isPattern(text));
  }

  @Test
  void shouldTakeWildcardsOnlyAsWholeTokens() {
    assertTrue(Subjects.isLiteral("foo*.a>b"));
    assertFalse(Subjects.isLiteral("foo.*"));
    assertFalse(Subjects.isLiteral(">"));
    assertTrue(Subjects.isPattern("foo.*.>"));
  }
}
