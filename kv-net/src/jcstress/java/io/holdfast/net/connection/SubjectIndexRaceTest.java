package io.holdfast.net.connection;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;

/** Registrations that come and go under one token, beside look-ups that take no lock. */
@JCStressTest
@Outcome(
    id = "1, 1, 1",
    expect = ACCEPTABLE,
    desc = "what was added is seen at once and stays, and what stays was never missed")
@Outcome(expect = FORBIDDEN, desc = "a registration was missed or lost")
@State
public class SubjectIndexRaceTest {
  private final SubjectIndex<String> index = new SubjectIndex<>();

  public SubjectIndexRaceTest() {
    index.add("*.kept", "kept");
  }

  @Actor
  public void add(III_Result result) {
    index.add("a.b", "added");
    result.r1 = found("a.b");
  }

  @Actor
  public void comeAndGo(III_Result result) {
    index.add("a.c", "passing");
    index.remove("a.c", "passing");
    result.r2 = found("a.kept");
  }

  @Arbiter
  public void read(III_Result result) {
    result.r3 = found("a.b");
  }

  private int found(String subject) {
    var count = new int[1];
    index.forEachMatch(subject, value -> count[0]++);
    return count[0];
  }
}
