package io.holdfast.net.access;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.holdfast.kv.Bytes;
import io.holdfast.net.protocol.Message;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Tag("G40")
class RequestScopeTest {
  private static final Permissions MANAGER_OF_B =
      Permissions.ofBuckets(Map.of("B", BucketRight.MANAGE));

  private static Message message(String subject, String replyTo, String headers, String json) {
    return new Message(
        subject,
        replyTo.isEmpty() ? null : replyTo,
        headers.isEmpty() ? Bytes.EMPTY : Bytes.utf8("NATS/1.0\r\n" + headers + "\r\n\r\n"),
        Bytes.utf8(json.replace('\'', '"')));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'name':'KV_B','subjects':['$KV.B.>']}|true",
        "{'name':'KV_B','subjects':['$KV.A.>']}|false",
        "{'name':'KV_B','subjects':['$KV.*.>']}|false",
        "{'name':'KV_B','sources':[{'name':'KV_B'},{'name':'KV_A'}]}|false",
        "{'name':'KV_B','mirror':{'name':'KV_A'}}|false",
        "{'name':'KV_B','republish':{'src':'>','dest':'$KV.A.>'}}|false",
        "{'name':'KV_B','republish':{'src':'>','dest':'_INBOX.>'}}|false",
        "not json|true"
      })
  void shouldLookIntoTheConfigurationOfABucket(String json, boolean permitted) {
    String subject = "$JS.API.STREAM.CREATE.KV_B";

    assertEquals(
        permitted ? null : "Permissions Violation for Publish to \"" + subject + "\"",
        RequestScope.violation(MANAGER_OF_B, message(subject, "", "", json)));
  }

  @ParameterizedTest
  @CsvSource({"_INBOX.me.1,true", "_INBOX.>,false", "$KV.B.k,false", "elsewhere,false"})
  void shouldLookWhereAConsumerIsToDeliver(String target, boolean permitted) {
    String subject = "$JS.API.CONSUMER.CREATE.KV_B.c.$KV.B.>";
    String json = "{'stream_name':'KV_B','config':{'deliver_subject':'" + target + "'}}";

    assertEquals(
        permitted ? null : "Permissions Violation for Publish to \"" + subject + "\"",
        RequestScope.violation(MANAGER_OF_B, message(subject, "", "", json)));
  }

  @ParameterizedTest
  @CsvSource({
    "$JS.API.INFO,_INBOX.me.1,true",
    "$JS.API.INFO,someone.else,false",
    "$KV.B.k,someone.else,false",
    "$HOLDFAST.API.INFO,someone.else,false",
    "$JS.hub.API.INFO,someone.else,false",
    "a.service,someone.else,true",
    "a.service,$JS.ACK.x,false"
  })
  void shouldAnswerOnlyWhereTheUserMayListen(String subject, String replyTo, boolean permitted) {
    assertEquals(
        permitted ? null : "Permissions Violation for Publish with Reply of \"" + replyTo + "\"",
        RequestScope.violation(MANAGER_OF_B, message(subject, replyTo, "", "")));
  }

  @Test
  void shouldRollUpAWholeBucketOnlyForThoseWhoMayWriteAllOfIt() {
    var oneKey =
        new Permissions(
            new SubjectRules(java.util.List.of("$KV.B.k"), java.util.List.of()),
            SubjectRules.ALL,
            false);

    assertNull(
        RequestScope.violation(MANAGER_OF_B, message("$KV.B.k", "", "Nats-Rollup: all", "")));
    assertNull(RequestScope.violation(oneKey, message("$KV.B.k", "", "Nats-Rollup: sub", "")));
    assertEquals(
        "Permissions Violation for Publish to \"$KV.B.k\"",
        RequestScope.violation(oneKey, message("$KV.B.k", "", "Nats-Rollup: all", "")));
  }
}
