package io.holdfast.net.fuzz;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** What a request may be answered with. Stateless. */
final class Answers {
  /** Of NATS (its error table) and of our extension; without those for what nobody foresaw. */
  private static final Set<Integer> ERRORS =
      Set.of(
          10003, 10005, 10010, 10012, 10014, 10017, 10023, 10025, 10026, 10027, 10037, 10038, 10039,
          10043, 10047, 10052, 10054, 10056, 10057, 10058, 10059, 10060, 10065, 10070, 10071, 10074,
          10076, 10077, 10079, 10081, 10083, 10087, 10088, 10089, 10094, 10097, 10108, 10110, 10111,
          10112, 10116, 10131, 10136, 10137, 10138, 10139, 10148, 10149, 10157, 10158, 10164, 10165,
          10166, 10168, 10174, 10175, 10176, 10177, 10179, 10183, 10185, 10188, 10193, 10199, 10200,
          10210, 10227, 20001, 20002, 20003, 20004, 20005, 20006, 20007, 20008, 20010, 20011, 20012,
          20013);

  private static final Pattern STATUS =
      Pattern.compile("NATS/1\\.0 (204|400|404|408|409|412|413|503)( [^\\r\\n]*)?\\r\\n(?s:.*)");

  private Answers() {}

  /**
   * Whether {@code request} was carried out; fails when {@code answer} is not one that it may get.
   */
  static boolean check(Publication request, FuzzClient.Received answer) {
    String subject = request.subject();
    boolean direct = subject.startsWith("$JS.API.DIRECT.GET.");
    boolean pull = subject.startsWith("$JS.API.CONSUMER.MSG.NEXT.");
    if (STATUS.matcher(answer.headers()).matches()) {
      boolean nobody = answer.headers().startsWith("NATS/1.0 503");
      if (!answer.payload().isEmpty() || (nobody ? !mayBeNobodys(subject) : !direct && !pull)) {
        throw wrong(request, answer, "a status that does not belong here");
      }
      return answer.headers().startsWith("NATS/1.0 204")
          || answer.headers().startsWith("NATS/1.0 408");
    }
    if (answer.payload().isEmpty() && request.headers().contains("Nats-Batch-Id")) {
      return answer.headers().isEmpty();
    }
    if (direct && answer.headers().contains("\r\nNats-Sequence: ")) {
      return true;
    }
    if (!answer.headers().isEmpty()) {
      throw wrong(request, answer, "headers on an answer");
    }
    return checkJson(request, answer);
  }

  /** Whether this is a message of a direct get of several, whose end is told by a status 204. */
  static boolean isOneOfSeveral(Publication request, FuzzClient.Received answer) {
    return request.subject().startsWith("$JS.API.DIRECT.GET.")
        && answer.headers().contains("\r\nNats-Num-Pending: ")
        && !answer.headers().startsWith("NATS/1.0 204");
  }

  private static boolean mayBeNobodys(String subject) {
    return !subject.startsWith("$JS.API.")
        || subject.startsWith("$JS.API.DIRECT.GET.")
        || subject.startsWith("$JS.API.CONSUMER.MSG.NEXT.");
  }

  private static boolean checkJson(Publication request, FuzzClient.Received answer) {
    Map<String, Object> json;
    try {
      json = JSON.std.mapFrom(answer.payload());
    } catch (IOException e) {
      throw wrong(request, answer, "not JSON: " + e.getMessage());
    }
    if (json == null || json.isEmpty()) {
      throw wrong(request, answer, "says nothing");
    }
    boolean ofApi = request.subject().startsWith("$JS.API.");
    if (ofApi && !String.valueOf(json.get("type")).startsWith("io.nats.jetstream.api.v1.")) {
      throw wrong(request, answer, "has no type");
    }
    for (Object error : json.containsKey("error") ? List.of(json.get("error")) : List.of()) {
      boolean known =
          error instanceof Map<?, ?> fields
              && fields.get("code") instanceof Integer code
              && code >= 400
              && code < 600
              && fields.get("err_code") instanceof Integer number
              && ERRORS.contains(number)
              && fields.get("description") instanceof String text
              && !text.isBlank();
      if (!known) {
        throw wrong(request, answer, "an error that is not documented");
      }
    }
    return !json.containsKey("error");
  }

  private static AssertionError wrong(
      Publication request, FuzzClient.Received answer, String complaint) {
    return new AssertionError(
        complaint + "\nrequest: " + request + "\nanswer: " + answer.headers() + answer.payload());
  }
}
