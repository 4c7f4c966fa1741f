package io.holdfast.kv.watch;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.holdfast.kv.BucketId;
import io.holdfast.kv.Bytes;
import io.holdfast.kv.Entry;
import io.holdfast.kv.EntryKind;
import io.holdfast.kv.Headers;
import io.holdfast.kv.MarkerReason;
import io.holdfast.kv.StoredEntry;
import io.holdfast.kv.Ttl;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * Claim: a key that is kept is found while its segment splits in two and the directory doubles,
 * whichever half it goes to.
 */
@JCStressTest
@Outcome(id = "2, 2", expect = ACCEPTABLE, desc = "all found at both looks")
@Outcome(expect = FORBIDDEN, desc = "a key was lost while the table split")
@State
public class KeySplitTest {
  /** So many keys fill the largest segment; the next one splits it. */
  private static final int FULL = 682;

  private static final KeyTrace[] TRACES = traces();
  private static final String LOW = keyInHalf(0);
  private static final String HIGH = keyInHalf(1);

  private final KeyTable table = new KeyTable();

  public KeySplitTest() {
    for (int i = 0; i < FULL; i++) {
      table.put(TRACES[i]);
    }
  }

  private static KeyTrace[] traces() {
    var id = new BucketId("stage", 1);
    var traces = new KeyTrace[FULL + 1];
    for (int i = 0; i < traces.length; i++) {
      var entry =
          new Entry(
              id,
              "key" + i,
              EntryKind.PUT,
              MarkerReason.CLIENT,
              Bytes.EMPTY,
              Headers.NONE,
              i + 1,
              0,
              Ttl.NONE,
              null);
      traces[i] = new KeyTrace(new StoredEntry(entry, null, 0, i + 1));
    }
    return traces;
  }

  private static String keyInHalf(int half) {
    int i = 0;
    while (KeySegment.hash(TRACES[i].key()) >>> 31 != half) {
      i++;
    }
    return TRACES[i].key();
  }

  @Actor
  public void split() {
    table.put(TRACES[FULL]);
  }

  @Actor
  public void read(II_Result result) {
    result.r1 = found();
    result.r2 = found();
  }

  private int found() {
    return (table.newest(LOW) == null ? 0 : 1) + (table.newest(HIGH) == null ? 0 : 1);
  }
}
