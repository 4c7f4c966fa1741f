package io.holdfast.locks.simulation;

import io.holdfast.locks.HoldState;
import io.holdfast.locks.MutexHandle;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * G29: at the virtual instant at which the log takes a lock from a holder, for whatever reason, the
 * holder's handle says by itself that it is not held; and a loss is told to listeners exactly once.
 */
final class LossIsNoticedInTime implements LockChecker {
  private final Violations violations;
  private final List<MutexHandle> open = new ArrayList<>();
  private final Map<MutexHandle, Integer> told = new LinkedHashMap<>();

  LossIsNoticedInTime(Violations violations) {
    this.violations = violations;
  }

  /** A client was given {@code handle}. */
  void given(MutexHandle handle) {
    open.add(handle);
    told.put(handle, 0);
    handle.onLost(reason -> told.merge(handle, 1, Integer::sum));
  }

  @Override
  public void settled(LockTable after) {
    for (var handle : List.copyOf(open)) {
      var named = after.holders().get(handle.name());
      if (named != null && named.token().equals(handle.token())) {
        continue;
      }
      if (handle.held()) {
        violations.add(
            "G29",
            "token "
                + handle.token()
                + " of "
                + handle.name()
                + " claims to be held for another "
                + handle.safeFor()
                + ", but the log names "
                + named);
      } else if (isFinal(handle.state())) {
        open.remove(handle);
      }
    }
  }

  /** At the end, when everybody alive had the time to be told. */
  void finish(List<MutexHandle> ofTheLiving) {
    for (var handle : ofTheLiving) {
      int expected = handle.state() instanceof HoldState.Lost ? 1 : 0;
      Integer times = told.get(handle);
      if (times == null || times != expected) {
        violations.add(
            "G29",
            "listener of " + handle.token() + " told " + times + " times: " + handle.state());
      }
    }
  }

  private static boolean isFinal(HoldState state) {
    return state instanceof HoldState.Lost || state instanceof HoldState.Released;
  }
}
