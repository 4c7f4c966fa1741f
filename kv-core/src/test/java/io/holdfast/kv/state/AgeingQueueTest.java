package io.holdfast.kv.state;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AgeingQueueTest {
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void shouldHoldWhatADequeHoldsAndKeepItsCaptures(long seed) {
    var random = new Random(seed);
    var queue = new AgeingQueue<Integer>();
    var deque = new ArrayDeque<Integer>();
    var captures = new IdentityHashMap<Collection<Integer>, List<Integer>>();
    for (int i = 0; i < 20_000; i++) {
      boolean growing = i / 3_000 % 2 == 0;
      if (deque.isEmpty() || random.nextInt(10) < (growing ? 7 : 3)) {
        queue.add(i);
        deque.add(i);
      } else {
        assertEquals(deque.remove(), queue.remove());
      }
      assertEquals(deque.peek(), queue.peek());
      if (i % 500 == 0) {
        captures.put(queue.capture(), List.copyOf(deque));
        int wanted = i - random.nextInt(1_000);
        assertEquals(
            deque.contains(wanted) ? wanted : null, queue.findNewest(item -> item == wanted));
      }
    }
    captures.forEach((captured, then) -> assertEquals(then, List.copyOf(captured)));
  }
}
