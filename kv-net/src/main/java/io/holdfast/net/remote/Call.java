package io.holdfast.net.remote;

import io.holdfast.kv.Condition;
import io.holdfast.kv.Operation;
import io.holdfast.kv.command.VitalCommands;
import java.util.List;
import java.util.function.Supplier;

/**
 * One request to be made until it is answered.
 *
 * @param subject for people: the operation and the thing it is done to
 * @param lane whether it may be refused locally
 * @param effect what repeating it does
 * @param message makes the message of each attempt
 */
record Call(Supplier<String> subject, Lane lane, Effect effect, Attempt message) {
  Call(String subject, Lane lane, Effect effect, Attempt message) {
    this(() -> subject, lane, effect, message);
  }

  /** For people: the operation and the thing it is done to. */
  String what() {
    return subject.get();
  }

  /** Whether the circuit breaker and the limit on requests in flight apply. */
  enum Lane {
    /** They do. */
    NORMAL,
    /** They do not: renewals, releases and the upkeep of watches (guarantee G35). */
    RESERVED;

    /**
     * That of a write: reserved for what keeps or frees what the writer knows to hold. A delete of
     * whatever there is may wait, since nothing bounds the reserved lane.
     */
    static Lane of(List<Operation> operations, List<Condition> conditions) {
      return conditions.stream().anyMatch(Condition.KeyAt.class::isInstance)
              && VitalCommands.include(operations, conditions)
          ? RESERVED
          : NORMAL;
    }
  }

  /** What repeating a request does. */
  enum Effect {
    /** Nothing: it changes nothing. */
    READ,
    /** Nothing more: it carries a number, or its second time has no further effect. */
    REPEATABLE,
    /** It could happen twice, so it is repeated only when the first certainly did not leave. */
    ONCE
  }

  /** Makes the message of one attempt. */
  @FunctionalInterface
  interface Attempt {
    /** The message when {@code millisLeft} remain until the call's outcome is due; at least 1. */
    Link.Outgoing message(long millisLeft);
  }

  /** A read of one unchanging message. */
  static Call read(String what, Link.Outgoing message) {
    return new Call(what, Lane.NORMAL, Effect.READ, left -> message);
  }

  /** This call in the reserved lane. */
  Call reserved() {
    return new Call(subject, Lane.RESERVED, effect, message);
  }
}
