package io.holdfast.kv.store;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** Claim: who reads one key of a transaction as written reads the other so, too (guarantee G4). */
@JCStressTest
@Outcome(id = "0, 0", expect = ACCEPTABLE, desc = "read before the transaction")
@Outcome(id = "0, 1", expect = ACCEPTABLE, desc = "committed between the two reads")
@Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "read after the transaction")
@Outcome(expect = FORBIDDEN, desc = "half a transaction")
@State
public class TransactionReadTest {
  private final PairStore pair = new PairStore();

  @Actor
  public void write() {
    pair.write(1);
  }

  @Actor
  public void read(II_Result result) {
    result.r1 = pair.read("a");
    result.r2 = pair.read("b");
  }
}
