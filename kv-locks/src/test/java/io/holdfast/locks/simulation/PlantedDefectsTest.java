package io.holdfast.locks.simulation;

import static org.junit.jupiter.api.Assertions.fail;

import io.holdfast.kv.Condition;
import io.holdfast.kv.KeyValueStore;
import io.holdfast.kv.Operation;
import io.holdfast.kv.Transaction;
import io.holdfast.testkit.simulation.SimulatedClient;
import io.holdfast.testkit.simulation.SimulatedWorld;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Each checker goes red when what it watches over is taken away. */
@Tag("G27")
@Tag("G29")
@Tag("G30")
class PlantedDefectsTest {
  /** A checker that needs more schedules than this to see its defect is too weak. */
  private static final int ENOUGH_SCHEDULES = 300;

  @Test
  void shouldCatchGrantsThatDoNotDependOnALease() {
    expectRed("G27", altering(PlantedDefectsTest::withoutOwners));
  }

  @Test
  void shouldCatchGrantsThatPassTheQueue() {
    expectRed("G30", altering(transaction -> without(transaction, PlantedDefectsTest::isOrder)));
  }

  @Test
  void shouldCatchGrantsOverALiveHolder() {
    expectRed(
        "G29",
        altering(transaction -> without(transaction, Condition.KeyAbsent.class::isInstance)));
  }

  @Test
  void shouldCatchATermThatOutlivesTheLease() {
    expectRed("G29", FAST_SERVER);
  }

  @Test
  void shouldCatchTicketsThatAreLeftBehind() {
    expectRed("G30", altering(PlantedDefectsTest::withoutTicketRemoval));
  }

  /**
   * A server whose clock runs a quarter too fast, more than the largest safety margin covers.
   * Clients with slow clocks would not do: they take the lead of their wall clock for a suspension.
   */
  private static final Sabotage FAST_SERVER =
      new Sabotage() {
        @Override
        public void clocks(SimulatedWorld world, List<SimulatedClient> processes) {
          world.server().clockRate(1_250_000);
        }
      };

  private static void expectRed(String guarantee, Sabotage sabotage) {
    for (long seed = 1; seed <= ENOUGH_SCHEDULES; seed++) {
      var found = MutexSimulation.run(SimulatedWorld.of(seed), sabotage).violations();
      if (found.stream().anyMatch(violation -> violation.startsWith(guarantee))) {
        return;
      }
    }
    fail("no checker of " + guarantee + " noticed in " + ENOUGH_SCHEDULES + " schedules");
  }

  private static Sabotage altering(UnaryOperator<Transaction> alteration) {
    return new Sabotage() {
      @Override
      public KeyValueStore store(KeyValueStore real) {
        return AlteredStore.of(real, alteration);
      }
    };
  }

  private static Transaction withoutOwners(Transaction transaction) {
    var operations =
        transaction.operations().stream()
            .map(
                operation ->
                    operation instanceof Operation.Put put
                        ? new Operation.Put(
                            put.key(), put.value(), put.headers(), put.ttl(), null, put.rollup())
                        : operation)
            .toList();
    return new Transaction(transaction.conditions(), operations);
  }

  private static Transaction without(Transaction transaction, Predicate<Condition> removed) {
    return new Transaction(
        transaction.conditions().stream().filter(removed.negate()).toList(),
        transaction.operations());
  }

  private static boolean isOrder(Condition condition) {
    return condition instanceof Condition.NewestUnder || condition instanceof Condition.OldestUnder;
  }

  private static Transaction withoutTicketRemoval(Transaction transaction) {
    boolean grants =
        transaction.operations().size() == 2
            && transaction.operations().get(1) instanceof Operation.Delete;
    return grants
        ? new Transaction(transaction.conditions(), transaction.operations().subList(0, 1))
        : transaction;
  }
}
