package io.holdfast.net.remote;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class KeyFiltersTest {
  @Test
  void shouldAskForFiltersThatDoNotOverlapAsTheyAre() {
    assertEquals(List.of("a", "b.*", "c.>"), KeyFilters.of(List.of("a", "b.*", "c.>")).asked());
  }

  @Test
  void shouldLeaveOutWhatAnotherFilterCovers() {
    assertEquals(List.of("a.>"), KeyFilters.of(List.of("a.b", "a.>", "a.*", "a.>")).asked());
    assertEquals(List.of("a.*.c"), KeyFilters.of(List.of("a.b.c", "a.*.c")).asked());
  }

  @Test
  void shouldAskForEverythingWhereFiltersOverlapInPart() {
    var filters = KeyFilters.of(List.of("a.*", "*.b"));

    assertEquals(List.of(">"), filters.asked());
    assertTrue(filters.match("a.x"));
    assertTrue(filters.match("x.b"));
    assertFalse(filters.match("x.y"));
  }
}
