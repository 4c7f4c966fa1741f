package io.holdfast.raft;

import io.holdfast.kv.HoldfastException;
import io.holdfast.kv.StoreClosedException;
import io.holdfast.kv.UnavailableException;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Whether commands are taken at this moment, and if not, why not. Guarded by the {@link Batcher}.
 */
final class Intake {
  private final BooleanSupplier roomToGrow;

  /** The term in which commands are taken: this node leads in it, or follows; 0: in none. */
  private long term;

  /** Why nothing is taken for the time being. */
  private @Nullable UnavailableException pause;

  /** Why nothing is ever taken again. */
  private @Nullable UnavailableException end;

  /** {@code roomToGrow} tells whether commands that ask for more may be written. */
  Intake(BooleanSupplier roomToGrow) {
    this.roomToGrow = roomToGrow;
  }

  /** What any command would be refused with, however little is under way; null: it is taken. */
  @Nullable HoldfastException refusal(boolean vital) {
    if (end != null) {
      return new StoreClosedException("nothing was written: " + end.getMessage(), end);
    }
    if (pause != null) {
      return new UnavailableException("nothing was written: " + pause.getMessage(), pause);
    }
    if (term == 0) {
      return new UnavailableException(
          "nothing was written: the group has no leader at the moment; try again");
    }
    if (!vital && !roomToGrow.getAsBoolean()) {
      return new UnavailableException(
          "nothing was written: the disk has no space for more log; free some. Deletes, releases and renewals still work");
    }
    return null;
  }

  long term() {
    return term;
  }

  void lead(long newTerm) {
    term = newTerm;
  }

  void follow() {
    term = 0;
  }

  void pause(UnavailableException cause) {
    pause = cause;
  }

  void resume() {
    pause = null;
  }

  /** The first cause stays. */
  void end(UnavailableException cause) {
    if (end == null) {
      end = cause;
    }
  }
}
