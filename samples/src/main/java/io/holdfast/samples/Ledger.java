package io.holdfast.samples;

import io.holdfast.kv.FencingToken;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Stands for the database that a service writes to. It does the one thing that only the resource
 * itself can do: refuse whoever held the lock before the last one it heard of. In SQL that is a
 * column and a condition: {@code UPDATE … SET token = ? WHERE invoice = ? AND token <= ?}, and no
 * row changed means refused. Guarded by this object.
 */
class Ledger {
  private final Map<String, FencingToken> newest = new HashMap<>();
  private final List<Payment> payments = new ArrayList<>();

  /** A payment as the ledger took it. */
  record Payment(String invoice, FencingToken token, String by) {
    @Override
    public String toString() {
      return invoice + " collected by " + by + ", fencing token " + token;
    }
  }

  /** Whether the invoice has been paid. */
  boolean isPaid(String invoice) {
    return payments().stream().anyMatch(payment -> payment.invoice().equals(invoice));
  }

  /**
   * Takes down a payment.
   *
   * @throws IllegalStateException when a later holder of the invoice's lock has been here
   */
  synchronized void pay(String invoice, FencingToken token, String by) {
    var seen = newest.getOrDefault(invoice, token);
    if (seen.isAfter(token)) {
      throw new IllegalStateException(
          "invoice " + invoice + ": token " + token + " is older than " + seen);
    }
    newest.put(invoice, token);
    payments.add(new Payment(invoice, token, by));
  }

  /** Every payment, in order. */
  synchronized List<Payment> payments() {
    return List.copyOf(payments);
  }
}
