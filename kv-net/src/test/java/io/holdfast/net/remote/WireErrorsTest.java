package io.holdfast.net.remote;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

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
import io.holdfast.net.extension.ErrorCode;
import io.holdfast.net.extension.WireError;
import io.holdfast.net.remote.WireErrors.Subject;
import java.util.EnumMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class WireErrorsTest {
  private static final Subject KEY = new Subject("B", "k", 4, new LeaseRef("l", 1));

  private static final Map<ErrorCode, Class<? extends HoldfastException>> OURS =
      new EnumMap<>(
          Map.ofEntries(
              Map.entry(ErrorCode.MALFORMED, InvalidArgumentException.class),
              Map.entry(ErrorCode.BUCKET_NOT_FOUND, NotFoundException.class),
              Map.entry(ErrorCode.LEASE_GONE, LeaseGoneException.class),
              Map.entry(ErrorCode.KEY_LIVE, AlreadyExistsException.class),
              Map.entry(ErrorCode.TOO_LATE, UnavailableException.class),
              Map.entry(ErrorCode.REQUEST_REUSED, IndeterminateException.class),
              Map.entry(ErrorCode.TOO_LARGE, LimitExceededException.class),
              Map.entry(ErrorCode.UNAVAILABLE, UnavailableException.class),
              Map.entry(ErrorCode.INDETERMINATE, IndeterminateException.class),
              Map.entry(ErrorCode.OVERLOADED, OverloadedException.class),
              Map.entry(ErrorCode.NOT_ALLOWED, InvalidArgumentException.class),
              Map.entry(ErrorCode.UNKNOWN_VERSION, InvalidArgumentException.class),
              Map.entry(ErrorCode.REPLY_TOO_LARGE, InvalidArgumentException.class)));

  @ParameterizedTest
  @EnumSource
  void shouldTurnEachOfOurCodesIntoItsException(ErrorCode code) {
    assertEquals(OURS.get(code), WireErrors.of(WireError.of(code, "d"), KEY).getClass());
    assertEquals(code, ErrorCode.of(code.number()).orElseThrow());
  }

  @ParameterizedTest
  @CsvSource({
    "404, 10059, NotFoundException",
    "404, 10037, NotFoundException",
    "400, 10058, AlreadyExistsException",
    "400, 10071, WrongRevisionException",
    "400, 10164, WrongRevisionException",
    "503, 10008, UnavailableException",
    "503, 10039, UnavailableException",
    "503, 10077, LimitExceededException",
    "400, 10054, LimitExceededException",
    "429, 10167, OverloadedException",
    "500, 10052, InvalidArgumentException",
    "400, 10166, InvalidArgumentException",
    "503, 19999, UnavailableException",
    "400, 19999, InvalidArgumentException"
  })
  void shouldTurnTheCodesOfTheJetStreamApiIntoOurs(int code, int number, String ours) {
    assertEquals(
        ours, WireErrors.of(new WireError(code, number, "d"), KEY).getClass().getSimpleName());
  }

  @Test
  void shouldReadTheRevisionFound() {
    var wrong = new WireError(400, 10071, "wrong last sequence: 9");

    var ours = (WrongRevisionException) WireErrors.of(wrong, KEY);

    assertEquals(9, ours.actual());
    assertEquals(4, ours.expected());
    assertEquals("k", ours.key());
  }

  @Test
  void shouldRepeatOnlyWhatCertainlyDidNothing() {
    assertFalse(WireErrors.isPassing(WireError.of(ErrorCode.INDETERMINATE, "d")));
    assertFalse(WireErrors.isPassing(WireError.of(ErrorCode.TOO_LATE, "d")));
  }
}
