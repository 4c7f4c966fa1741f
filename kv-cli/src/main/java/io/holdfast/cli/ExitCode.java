package io.holdfast.cli;

import io.holdfast.kv.AlreadyExistsException;
import io.holdfast.kv.CompactedException;
import io.holdfast.kv.DamagedException;
import io.holdfast.kv.HoldfastException;
import io.holdfast.kv.IndeterminateException;
import io.holdfast.kv.InvalidArgumentException;
import io.holdfast.kv.LeaseGoneException;
import io.holdfast.kv.LimitExceededException;
import io.holdfast.kv.NotFoundException;
import io.holdfast.kv.OverloadedException;
import io.holdfast.kv.UnauthorisedException;
import io.holdfast.kv.UnavailableException;
import io.holdfast.kv.WrongRevisionException;
import java.util.LinkedHashMap;
import java.util.Map;

/** The exit codes that scripts may rely on. */
public final class ExitCode {
  /** Done. */
  public static final int DONE = 0;

  /** The operation was refused: not found, exists, wrong revision, not acquired. */
  public static final int REFUSED = 1;

  /** The command line was wrong. */
  public static final int USAGE = 2;

  /** No server, or no leader in time. */
  public static final int UNREACHABLE = 3;

  /** Credentials missing, wrong or not sufficient. */
  public static final int UNAUTHORISED = 4;

  /** The lock or leadership was lost while the command ran. */
  public static final int LOST = 5;

  /** It is not known whether the operation happened. */
  public static final int INDETERMINATE = 6;

  /**
   * A fault of this machine: port in use, data directory locked, damaged or of a newer format, disk
   * full.
   */
  public static final int LOCAL_FAULT = 7;

  private static final Map<Class<? extends HoldfastException>, Integer> BY_ERROR =
      new LinkedHashMap<>();

  static {
    BY_ERROR.put(InvalidArgumentException.class, USAGE);
    BY_ERROR.put(NotFoundException.class, REFUSED);
    BY_ERROR.put(AlreadyExistsException.class, REFUSED);
    BY_ERROR.put(WrongRevisionException.class, REFUSED);
    BY_ERROR.put(LimitExceededException.class, REFUSED);
    BY_ERROR.put(LeaseGoneException.class, REFUSED);
    BY_ERROR.put(CompactedException.class, REFUSED);
    BY_ERROR.put(UnavailableException.class, UNREACHABLE);
    BY_ERROR.put(OverloadedException.class, UNREACHABLE);
    BY_ERROR.put(UnauthorisedException.class, UNAUTHORISED);
    BY_ERROR.put(IndeterminateException.class, INDETERMINATE);
    BY_ERROR.put(DamagedException.class, LOCAL_FAULT);
  }

  private ExitCode() {}

  /** The exit code that tells of {@code failure}; anything unknown is a local fault. */
  static int of(Throwable failure) {
    return BY_ERROR.entrySet().stream()
        .filter(known -> known.getKey().isInstance(failure))
        .map(Map.Entry::getValue)
        .findFirst()
        .orElse(LOCAL_FAULT);
  }
}
