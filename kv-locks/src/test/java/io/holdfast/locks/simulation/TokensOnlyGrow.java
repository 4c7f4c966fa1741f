package io.holdfast.locks.simulation;

import io.holdfast.kv.FencingToken;
import io.holdfast.locks.MutexHandle;
import java.util.HashMap;
import java.util.Map;

/** G28: the tokens of one lock are strictly increasing, in the log and in the hands of holders. */
final class TokensOnlyGrow implements LockChecker {
  private final Violations violations;
  private final Map<String, FencingToken> newest = new HashMap<>();
  private final Map<String, Map<FencingToken, MutexHandle>> handles = new HashMap<>();

  TokensOnlyGrow(Violations violations) {
    this.violations = violations;
  }

  @Override
  public void granted(LockTable.Grant grant, LockTable before) {
    FencingToken last = newest.put(grant.lock(), grant.token());
    if (last != null && !grant.token().isAfter(last)) {
      violations.add("G28", grant + " does not come after token " + last);
    }
  }

  /** A client was given {@code handle}. */
  void given(MutexHandle handle) {
    FencingToken last = newest.get(handle.name());
    if (last == null || handle.token().isAfter(last)) {
      violations.add("G28", "token " + handle.token() + " was never granted, last is " + last);
    }
    var known = handles.computeIfAbsent(handle.name(), unused -> new HashMap<>());
    if (known.put(handle.token(), handle) != null) {
      violations.add("G28", "token " + handle.token() + " of " + handle.name() + " given twice");
    }
  }
}
