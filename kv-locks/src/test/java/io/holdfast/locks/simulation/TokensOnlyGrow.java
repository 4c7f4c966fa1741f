package io.holdfast.locks.simulation;

import io.holdfast.kv.FencingToken;
import io.holdfast.locks.MutexHandle;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** G28: the tokens of one lock are strictly increasing, in the log and in the hands of holders. */
final class TokensOnlyGrow implements LockChecker {
  private final Violations violations;
  private final Map<String, FencingToken> newest = new HashMap<>();
  private final Map<String, Set<FencingToken>> granted = new HashMap<>();
  private final Map<String, Map<FencingToken, MutexHandle>> handles = new HashMap<>();

  TokensOnlyGrow(Violations violations) {
    this.violations = violations;
  }

  @Override
  public void granted(LockTable.Grant grant, LockTable before) {
    granted.computeIfAbsent(grant.lock(), unused -> new HashSet<>()).add(grant.token());
    FencingToken last = newest.put(grant.lock(), grant.token());
    if (last != null && !grant.token().isAfter(last)) {
      violations.add("G28", grant + " does not come after token " + last);
    }
  }

  /** A client was given {@code handle}. */
  void given(MutexHandle handle) {
    if (!granted.getOrDefault(handle.name(), Set.of()).contains(handle.token())) {
      violations.add("G28", "token " + handle.token() + " of " + handle.name() + " never granted");
    }
    var known = handles.computeIfAbsent(handle.name(), unused -> new HashMap<>());
    if (known.put(handle.token(), handle) != null) {
      violations.add("G28", "token " + handle.token() + " of " + handle.name() + " given twice");
    }
  }
}
