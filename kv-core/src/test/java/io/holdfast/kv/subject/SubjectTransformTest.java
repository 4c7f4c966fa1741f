package io.holdfast.kv.subject;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.holdfast.kv.InvalidArgumentException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SubjectTransformTest {
  @ParameterizedTest
  @CsvSource({
    ">, out.>, a.b, out.a.b",
    "$KV.A.>, $KV.B.>, $KV.A.x.y, $KV.B.x.y",
    "a.*.*, {{wildcard(2)}}.{{Wildcard(1)}}, a.x.y, y.x",
    "a.*.*.>, $2.b.>, a.x.y.z.w, y.b.z.w",
    "*.a.*, *.b.*, x.a.y, x.b.y",
    "a.*, all, a.x, all",
    "a, b, a, b",
    "$KV.A.$x, $y, $KV.A.$x, $y"
  })
  void shouldMapWhatThePatternMatches(String from, String to, String subject, String mapped) {
    assertEquals(mapped, SubjectTransform.of(from, to).apply(subject));
  }

  @ParameterizedTest
  @CsvSource({"a.>, a", "a.*, a.b.c", "a.*, b.c", "a.b, a.c", "a.*.c.>, a.b.c"})
  void shouldLeaveAloneWhatItDoesNotMatch(String from, String subject) {
    String to = from.endsWith(">") ? "out.>" : "out";

    assertNull(SubjectTransform.of(from, to).apply(subject));
  }

  @ParameterizedTest
  @CsvSource({
    "a.>, b",
    "a, b.>",
    "a.*, $2",
    "a.*, {{wildcard(0)}}",
    "a.*, *.*",
    "a.*, {{partition(3;1)}}",
    "a..b, c",
    "a, b..c",
    "a.>.b, c.>",
    "a, 'b c'",
    "a, ''"
  })
  void shouldRefuseWhatFitsNot(String from, String to) {
    assertThrows(InvalidArgumentException.class, () -> SubjectTransform.of(from, to));
  }

  @Test
  void shouldTellWhereItCanLead() {
    assertEquals("out.*.x.>", SubjectTransform.of("a.*.*.>", "out.$2.x.>").range());
  }
}
