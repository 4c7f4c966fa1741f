package io.holdfast.net.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.holdfast.net.access.AccessRules;
import io.holdfast.net.access.BucketRight;
import io.holdfast.net.access.Permissions;
import io.holdfast.net.access.SubjectRules;
import io.holdfast.net.access.User;
import io.holdfast.net.server.RawClient;
import io.holdfast.net.server.ServedStore;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What users may do: each request by each role, in its own bucket and in another one. */
@Timeout(60)
@Tag("G40")
class PermissionTest {
  private static final AccessRules USERS =
      AccessRules.ofUsers(
          List.of(
              User.withPassword("all", "x", Permissions.ALL),
              user("READ", BucketRight.READ),
              user("WRITE", BucketRight.WRITE),
              user("MANAGE", BucketRight.MANAGE),
              User.withPassword(
                  "news",
                  "x",
                  new Permissions(
                      new SubjectRules(List.of("news.>"), List.of("news.private.*")),
                      new SubjectRules(List.of("news.>", "_INBOX.news.>"), List.of("news.secret")),
                      false))));

  private final ServedStore served = ServedStore.start(options -> options.access(USERS));
  private RawClient admin;

  private static User user(String name, BucketRight right) {
    return User.withPassword(name, "x", Permissions.ofBuckets(Map.of("MINE", right)));
  }

  private RawClient login(String user) throws IOException {
    String fields =
        "{'verbose':false,'pedantic':false,'headers':true,'no_responders':true,'user':'"
            + user
            + "','pass':'x'}";
    return served.raw().send("CONNECT " + fields.replace('\'', '"') + "\r\n");
  }

  @BeforeEach
  void makeBuckets() throws IOException {
    admin = login("all").send("SUB _INBOX.admin 1\r\n");
    for (String bucket : List.of("MINE", "THEIRS")) {
      String config =
          "{\"name\":\"KV_"
              + bucket
              + "\",\"subjects\":[\"$KV."
              + bucket
              + ".>\"],"
              + "\"max_msgs_per_subject\":1,\"allow_direct\":true,\"allow_rollup_hdrs\":true}";
      done(ask(admin, "$JS.API.STREAM.CREATE.KV_" + bucket, "_INBOX.admin", config));
      done(ask(admin, "$KV." + bucket + ".k", "_INBOX.admin", "value"));
    }
  }

  private static void done(String answer) {
    assertFalse(answer.contains("error"), answer);
  }

  @AfterEach
  void close() {
    served.close();
  }

  private static String publish(String subject, String replyTo, String body) {
    return "PUB " + subject + " " + replyTo + " " + body.length() + "\r\n" + body + "\r\n";
  }

  private static String ask(RawClient client, String subject, String replyTo, String body)
      throws IOException {
    return client.send(publish(subject, replyTo, body)).message().payload();
  }

  /** Every request there is, and the least right that it needs. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "READ|$JS.API.INFO|",
        "READ|$JS.API.STREAM.INFO.KV_#|",
        "READ|$JS.API.STREAM.MSG.GET.KV_#|{'last_by_subj':'$KV.#.k'}",
        "READ|$JS.API.DIRECT.GET.KV_#.$KV.#.k|",
        "READ|$JS.API.DIRECT.GET.KV_#|{'seq':1}",
        "READ|$JS.API.CONSUMER.CREATE.KV_#|{'stream_name':'KV_#','config':{'deliver_subject':'_INBOX.u.d','filter_subject':'$KV.#.>'}}",
        "READ|$JS.API.CONSUMER.CREATE.KV_#.c.$KV.#.>|{'stream_name':'KV_#','config':{'deliver_subject':'_INBOX.u.d','filter_subject':'$KV.#.>'}}",
        "READ|$JS.API.CONSUMER.INFO.KV_#.c|",
        "READ|$JS.API.CONSUMER.DELETE.KV_#.c|",
        "READ|$HOLDFAST.API.INFO|{'v':1}",
        "READ|$HOLDFAST.API.STATUS.#|{'v':1}",
        "READ|$HOLDFAST.API.GET.#|{'v':1,'key':'k'}",
        "READ|$HOLDFAST.API.LIST.#|{'v':1,'filters':['>']}",
        "WRITE|$KV.#.k|new",
        "WRITE|$JS.API.STREAM.PURGE.KV_#|{'filter':'$KV.#.none'}",
        "WRITE|$HOLDFAST.API.TXN.#|{'v':1,'operations':[{'op':'put','key':'a','value':'aGk='}]}",
        "MANAGE|$JS.API.STREAM.CREATE.KV_#|{'name':'KV_#','subjects':['$KV.#.>'],'max_msgs_per_subject':1,'allow_direct':true,'allow_rollup_hdrs':true}",
        "MANAGE|$JS.API.STREAM.UPDATE.KV_#|{'name':'KV_#','subjects':['$KV.#.>'],'max_msgs_per_subject':1,'allow_direct':true,'allow_rollup_hdrs':true}",
        "MANAGE|$JS.API.STREAM.MSG.DELETE.KV_#|{'seq':9}",
        "MANAGE|$JS.API.STREAM.DELETE.KV_#|",
        "ALL|$JS.API.STREAM.NAMES|",
        "ALL|$JS.API.STREAM.LIST|",
        "ALL|$JS.API.CONSUMER.NAMES.KV_#|",
        "ALL|$JS.API.CONSUMER.LIST.KV_#|",
        "ALL|$JS.API.CONSUMER.DURABLE.CREATE.KV_#.d|{}",
        "ALL|a.service.of.somebody|",
      })
  @Tag("W29")
  void shouldPermitEachRequestFromTheRightThatItNeeds(String least, String subject, String body)
      throws IOException {
    String text = body == null ? "" : body.replace('\'', '"');
    boolean names = subject.contains("#");
    for (BucketRight right : BucketRight.values()) {
      RawClient client = login(right.name()).send("SUB _INBOX.u.1 1\r\n");
      boolean enough = !least.equals("ALL") && right.compareTo(BucketRight.valueOf(least)) >= 0;
      check(client, subject.replace("#", "MINE"), text.replace("#", "MINE"), enough);
      if (names) {
        check(client, subject.replace("#", "THEIRS"), text.replace("#", "THEIRS"), false);
      }
    }
  }

  private static void check(RawClient client, String subject, String body, boolean permitted)
      throws IOException {
    String told = client.send(publish(subject, "_INBOX.u.1", body)).line();
    if (permitted) {
      assertTrue(told.contains("_INBOX.u.1"), subject + ": " + told);
      client.message(told);
    } else {
      assertEquals("-ERR 'Permissions Violation for Publish to \"" + subject + "\"'", told);
    }
    assertEquals("", client.untilPong(), "and the connection goes on");
  }

  @Test
  @Tag("W29")
  void shouldTellViolationsInTheWordsThatClientsParse() throws IOException {
    RawClient client = login("news").send("SUB news.in 1\r\n");
    client.untilPong();

    client.send("SUB other 2\r\nSUB other q 3\r\n");
    client.send("PUB other 1\r\nx\r\nPUB news.private.a 1\r\nx\r\n");
    client.send("PUB news.in $JS.ACK.x 1\r\nx\r\n");
    String told = client.untilPong();

    assertEquals(
        """
        -ERR 'Permissions Violation for Subscription to "other"'
        -ERR 'Permissions Violation for Subscription to "other" using queue "q"'
        -ERR 'Permissions Violation for Publish to "other"'
        -ERR 'Permissions Violation for Publish to "news.private.a"'
        -ERR 'Permissions Violation for Publish with Reply of "$JS.ACK.x"'
        """,
        told);
  }

  @Test
  void shouldKeepBackDeniedMessagesFromAPermittedPattern() throws IOException {
    RawClient client = login("news").send("SUB news.> 1\r\n");
    client.untilPong();

    admin.send("PUB news.secret 1\r\nx\r\nPUB news.open 1\r\ny\r\n").untilPong();

    assertEquals("news.open", client.message().subject());
    assertEquals("", client.untilPong());
  }

  /** A request's answer, and a consumer's deliveries, go only where the user may listen. */
  @Test
  void shouldNotBeMadeToSpeakToOthers() throws IOException {
    RawClient victim = login("all").send("SUB victim 1\r\n");
    victim.untilPong();
    RawClient client = login("MANAGE").send("SUB _INBOX.u.1 1\r\n");
    String consumer = "$JS.API.CONSUMER.CREATE.KV_MINE.c.$KV.MINE.>";
    String body =
        "{\"stream_name\":\"KV_MINE\",\"config\":{\"deliver_subject\":\"victim\",\"filter_subject\":\"$KV.MINE.>\"}}";

    client.send(publish("$JS.API.INFO", "victim", "") + publish(consumer, "_INBOX.u.1", body));

    assertEquals(
        "-ERR 'Permissions Violation for Publish with Reply of \"victim\"'\n"
            + "-ERR 'Permissions Violation for Publish to \""
            + consumer
            + "\"'\n",
        client.untilPong());
    assertEquals("", victim.untilPong());
  }

  @Test
  void shouldNotShowTheAnswersToOthers() throws IOException {
    RawClient client = login("MANAGE").send("SUB _INBOX.> 1\r\nSUB _INBOX.*.1 2\r\nSUB > 3\r\n");
    String told = client.untilPong();

    assertEquals(3, told.split("Permissions Violation for Subscription", -1).length - 1, told);
  }

  @Test
  void shouldReadAndNameNothingOfAnotherBucketThroughOnesOwn() throws IOException {
    RawClient client = login("MANAGE").send("SUB _INBOX.u.1 1\r\n");
    String own = "$JS.API.STREAM.MSG.GET.KV_MINE";

    String other = ask(client, own, "_INBOX.u.1", "{\"last_by_subj\":\"$KV.THEIRS.k\"}");
    assertTrue(other.contains("10037"), other);
    String any = ask(client, own, "_INBOX.u.1", "{\"last_by_subj\":\"$KV.*.k\"}");
    assertTrue(any.contains("$KV.MINE.k") || any.contains("10037"), any);
    String pending =
        ask(
            client,
            "$JS.API.CONSUMER.CREATE.KV_MINE",
            "_INBOX.u.1",
            "{\"stream_name\":\"KV_MINE\",\"config\":{\"deliver_subject\":\"_INBOX.u.d\",\"filter_subject\":\"$KV.THEIRS.>\"}}");
    assertTrue(pending.contains("\"num_pending\":0"), pending);
  }
}
