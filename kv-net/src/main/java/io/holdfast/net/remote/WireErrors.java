package io.holdfast.net.remote;

import io.holdfast.kv.AlreadyExistsException;
import io.holdfast.kv.HoldfastException;
import io.holdfast.kv.IndeterminateException;
import io.holdfast.kv.InvalidArgumentException;
import io.holdfast.kv.LeaseGoneException;
import io.holdfast.kv.LeaseRef;
import io.holdfast.kv.LimitExceededException;
import io.holdfast.kv.NotFoundException;
import io.holdfast.kv.OverloadedException;
import io.holdfast.kv.UnavailableException;
import io.holdfast.kv.WrongRevisionException;
import io.holdfast.net.extension.WireError;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Every error of the wire as one of ours: the only place that knows the numbers (sources: {@code
 * docs/wire-extension.md} and the JetStream API's error list).
 */
final class WireErrors {
  private static final Pattern WRONG_SEQUENCE = Pattern.compile("wrong last sequence: (\\d{1,18})");

  private WireErrors() {}

  /**
   * What the failed request was about.
   *
   * @param key empty where none is concerned
   * @param expected the revision that a write expected; 0: none
   * @param owner the lease that was to own the key
   */
  record Subject(String bucket, String key, long expected, @Nullable LeaseRef owner) {
    static Subject bucket(String bucket) {
      return new Subject(bucket, "", 0, null);
    }

    static Subject key(String bucket, String key) {
      return new Subject(bucket, key, 0, null);
    }

    @Override
    public String toString() {
      return key.isEmpty()
          ? "bucket '" + bucket + "'"
          : "key '" + key + "' in bucket '" + bucket + "'";
    }
  }

  /** Our error for {@code error}. */
  static HoldfastException of(WireError error, Subject about) {
    String told = about + ": " + error.description() + " (" + error.errCode() + ")";
    return switch (error.errCode()) {
      case 20002, 10059 -> noBucket(about.bucket());
      case 10037, 10043 -> new NotFoundException(told);
      case 20003 -> leaseGone(about, told);
      case 20004 -> exists(about);
      case 10058, 10065 ->
          new AlreadyExistsException(told + ": use the existing one, or delete it first");
      case 10071, 10164 ->
          new WrongRevisionException(about.bucket(), about.key(), about.expected(), actual(error));
      case 20005, 20008, 10008, 10023, 10039, 10076, 10158 ->
          new UnavailableException(told + ": nothing was done, try again");
      case 20006, 20009 -> new IndeterminateException(told + ": read it back before deciding");
      case 20007, 10047, 10054, 10077, 10097, 10026, 10027 ->
          new LimitExceededException(told, error.limit(), error.found());
      case 20010, 10167 ->
          new OverloadedException(told + ": nothing was done, try again after a pause");
      case 20001, 20011, 20012, 20013 -> new InvalidArgumentException(told);
      default ->
          error.code() == 503 ? new UnavailableException(told) : new InvalidArgumentException(told);
    };
  }

  /** Nobody has such a bucket. */
  static NotFoundException noBucket(String bucket) {
    return NotFoundException.ofBucket(bucket);
  }

  /** A create found the key live. */
  static AlreadyExistsException exists(Subject about) {
    return AlreadyExistsException.ofKey(about.bucket(), about.key(), 0);
  }

  /** Whether a conditional publish found another revision. */
  static boolean isWrongRevision(WireError error) {
    return error.errCode() == 10071 || error.errCode() == 10164;
  }

  /** Whether the server says that it did nothing and that trying again may help. */
  static boolean isPassing(WireError error) {
    return switch (error.errCode()) {
      case 20008, 20010, 10008, 10023, 10158, 10167 -> true;
      default -> false;
    };
  }

  /** Whether the server was too busy. */
  static boolean isOverload(WireError error) {
    return error.errCode() == 20010 || error.errCode() == 10167;
  }

  /** Whether the server does not know what became of the request. */
  static boolean isUnknown(WireError error) {
    return error.errCode() == 20009;
  }

  private static HoldfastException leaseGone(Subject about, String told) {
    LeaseRef owner = about.owner();
    return owner == null
        ? new InvalidArgumentException(told)
        : new LeaseGoneException(about.bucket(), owner);
  }

  private static long actual(WireError error) {
    var found = WRONG_SEQUENCE.matcher(error.description());
    return found.find() ? Long.parseLong(found.group(1)) : 0;
  }
}
