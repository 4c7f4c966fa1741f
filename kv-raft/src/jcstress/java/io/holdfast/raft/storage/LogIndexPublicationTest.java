package io.holdfast.raft.storage;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.holdfast.raft.storage.LogIndex.Location;
import java.nio.file.Path;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.JJ_Result;

/**
 * A reader that sees the log's new end finds the record there, and a replaced record is seen as the
 * old one, as none, or as the new one, never as a mixture.
 */
@JCStressTest
@Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "before the truncation")
@Outcome(id = "0, 0", expect = ACCEPTABLE, desc = "between truncation and replacement")
@Outcome(id = "1, 0", expect = ACCEPTABLE, desc = "truncated between the two looks")
@Outcome(id = "0, 2", expect = ACCEPTABLE, desc = "replaced between the two looks")
@Outcome(id = "1, 2", expect = ACCEPTABLE, desc = "truncated and replaced between the two looks")
@Outcome(id = "2, 2", expect = ACCEPTABLE, desc = "after the replacement")
@Outcome(expect = FORBIDDEN, desc = "a record that never was, or the older after the newer")
@State
public class LogIndexPublicationTest {
  private static final Segment SEGMENT =
      new Segment(Path.of("segment"), new NoFile(), new SegmentHeader(0, 1, 1024, 1, 1));

  private final LogIndex index = new LogIndex(1, 1);

  public LogIndexPublicationTest() {
    index.add(new Location(SEGMENT, 1, 1, 1, 1));
  }

  @Actor
  public void replace() {
    index.truncateAfter(0);
    index.add(new Location(SEGMENT, 2, 2, 2, 2));
  }

  @Actor
  public void look(JJ_Result result) {
    result.r1 = index.termAt(1);
    var found = index.locate(1);
    if (found == null) {
      result.r2 = 0;
    } else {
      boolean whole = found.position() == found.length() && found.length() == found.term();
      result.r2 = whole && found.segment() == SEGMENT ? found.term() : -1;
    }
  }
}
