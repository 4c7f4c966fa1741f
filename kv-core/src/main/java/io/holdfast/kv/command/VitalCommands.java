package io.holdfast.kv.command;

import io.holdfast.kv.Condition;
import io.holdfast.kv.Operation;
import java.util.List;

/**
 * Which commands keep or free what a client holds, rather than asking for more: renewals, releases,
 * hand-overs, deletes, the tick. The one definition of what passes where growth is refused, by a
 * full disk (guarantee G15) or for want of room among what is under way (guarantee G35). Stateless.
 */
public final class VitalCommands {
  private VitalCommands() {}

  /** Whether {@code command} is one of them. */
  public static boolean include(Command command) {
    if (command instanceof Command.Write write) {
      return include(write.operations(), write.conditions());
    }
    return !(command instanceof Command.CreateBucket
        || command instanceof Command.UpdateBucket
        || command instanceof Command.Copy);
  }

  /**
   * Whether the write of {@code operations} on {@code conditions} is one of them: only when every
   * operation is, since one release among them must not carry others along.
   */
  public static boolean include(List<Operation> operations, List<Condition> conditions) {
    for (Operation operation : operations) {
      if (!frees(operation) && !keeps(operation, conditions)) {
        return false;
      }
    }
    return true;
  }

  private static boolean frees(Operation operation) {
    return operation instanceof Operation.Delete
        || operation instanceof Operation.Purge
        || operation instanceof Operation.HandOver;
  }

  /** Whether it renews a lease, or hands on or rewrites what one holds. */
  private static boolean keeps(Operation operation, List<Condition> conditions) {
    return operation instanceof Operation.Put put
        && (put.ttl().isFinite() || put.owner() != null)
        && conditions.stream()
            .anyMatch(
                condition -> condition instanceof Condition.KeyAt at && at.key().equals(put.key()));
  }
}
