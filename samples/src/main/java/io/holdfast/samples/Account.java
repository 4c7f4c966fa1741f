package io.holdfast.samples;

import io.holdfast.kv.FencingToken;

/** A resource outside of the store: a balance that is read and overwritten. Not thread-safe. */
final class Account {
  private final boolean fenced;
  private long balance;
  private FencingToken newest = new FencingToken(0, 0);

  /**
   * An empty account.
   *
   * @param fenced whether it refuses a token older than the newest it has seen
   */
  Account(boolean fenced) {
    this.fenced = fenced;
  }

  long balance() {
    return balance;
  }

  /** Overwrites the balance; false when it refused to. */
  boolean write(long newBalance, FencingToken token) {
    if (fenced && newest.isAfter(token)) {
      return false;
    }
    newest = token;
    balance = newBalance;
    return true;
  }
}
