package io.holdfast.locks.simulation;

import io.holdfast.kv.FencingToken;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * A resource that a lock protects: a set that is read, changed and written back as a whole, so that
 * an update between somebody's read and write is lost. A fenced one refuses every token lower than
 * the highest it has seen, at reads, too; an unfenced one takes what comes.
 */
final class SharedSet {
  private final boolean fenced;
  private final Set<Long> acknowledged = new HashSet<>();
  private Set<Long> content = Set.of();
  private FencingToken highest = new FencingToken(0, 0);

  SharedSet(boolean fenced) {
    this.fenced = fenced;
  }

  /** The whole content; empty when the token is refused. */
  Optional<Set<Long>> read(FencingToken token) {
    return admits(token) ? Optional.of(content) : Optional.empty();
  }

  /** Replaces the content by {@code before} with {@code added}, unless the token is refused. */
  void write(FencingToken token, Set<Long> before, long added) {
    if (admits(token)) {
      var changed = new LinkedHashSet<>(before);
      changed.add(added);
      content = changed;
      acknowledged.add(added);
    }
  }

  /** What was acknowledged and is not there, sorted. */
  Set<Long> lost() {
    var missing = new TreeSet<>(acknowledged);
    missing.removeAll(content);
    return missing;
  }

  int acknowledged() {
    return acknowledged.size();
  }

  private boolean admits(FencingToken token) {
    if (fenced && highest.isAfter(token)) {
      return false;
    }
    highest = highest.isAfter(token) ? highest : token;
    return true;
  }
}
