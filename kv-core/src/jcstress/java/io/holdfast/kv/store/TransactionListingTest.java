package io.holdfast.kv.store;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LL_Result;

/**
 * Claim: a list, whether of named keys or of a pattern, is taken between two transactions, and at
 * the revision that it says (guarantee G4).
 */
@JCStressTest
@Outcome(id = "0=0@2, 0=0@2", expect = ACCEPTABLE, desc = "both before the transaction")
@Outcome(id = "0=0@2, 1=1@4", expect = ACCEPTABLE, desc = "committed between the two lists")
@Outcome(id = "1=1@4, 1=1@4", expect = ACCEPTABLE, desc = "both after the transaction")
@Outcome(expect = FORBIDDEN, desc = "a list of two revisions")
@State
public class TransactionListingTest {
  private final PairStore pair = new PairStore();

  @Actor
  public void write() {
    pair.write(1);
  }

  @Actor
  public void list(LL_Result result) {
    result.r1 = pair.list("a", "b");
    result.r2 = pair.list(">");
  }
}
