package io.holdfast.net.access;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.holdfast.kv.InvalidArgumentException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Tag("G40")
class PermissionsTest {
  private static final Permissions MIXED =
      new Permissions(
          new SubjectRules(List.of(">"), List.of("$KV.secret.>", "$JS.API.STREAM.DELETE.*")),
          new SubjectRules(List.of("news.>", "_INBOX.me.>"), List.of("news.private.*")),
          false);

  @ParameterizedTest
  @CsvSource({
    "$KV.open.k,true",
    "$KV.secret.k,false",
    "$JS.hub.API.$KV.secret.k,false",
    "$JS.hub.API.$KV.open.k,true",
    "$JS.hub.API.STREAM.DELETE.KV_open,false",
    "$JS.API.STREAM.INFO.KV_secret,true"
  })
  void shouldForbidWhatIsDeniedInEitherForm(String subject, boolean permitted) {
    assertEquals(permitted, MIXED.mayPublish(subject));
  }

  @ParameterizedTest
  @CsvSource({
    "news.sport,true",
    "news.*,true",
    "news.>,true",
    "news.private.x,false",
    "news.private.*,false",
    "news,false",
    "*.sport,false",
    ">,false",
    "_INBOX.me.*,true",
    "_INBOX.*.1,false"
  })
  void shouldPermitPatternsThatShowNothingForbidden(String pattern, boolean permitted) {
    assertEquals(permitted, MIXED.maySubscribe(pattern));
  }

  @Test
  void shouldKeepBackWhatAPermittedPatternMatchesBeyond() {
    assertTrue(MIXED.filters("news.>"));
    assertFalse(MIXED.filters("news.sport"));
    assertFalse(MIXED.mayReceive("news.private.x"));
    assertTrue(MIXED.mayReceive("news.private"));
  }

  @ParameterizedTest
  @CsvSource({
    "_INBOX.abc,true",
    "_INBOX.abc.*,true",
    "_INBOX.abc.>,true",
    "_INBOX.*,false",
    "_INBOX.>,false",
    "_INBOX.*.x,false",
    "$KV.B.>,false",
    ">,false",
    "*.abc,false"
  })
  void shouldShowAHolderOfBucketRightsItsOwnInboxesOnly(String pattern, boolean permitted) {
    var reader = Permissions.ofBuckets(Map.of("B", BucketRight.READ));

    assertEquals(permitted, reader.maySubscribe(pattern));
  }

  @ParameterizedTest
  @CsvSource({
    "READ,$JS.API.DIRECT.GET.KV_B.$KV.B.k,true",
    "READ,$HOLDFAST.API.GET.B,true",
    "READ,$KV.B.k,false",
    "READ,$HOLDFAST.API.TXN.B,false",
    "READ,$JS.API.STREAM.PURGE.KV_B,false",
    "WRITE,$KV.B.k,true",
    "WRITE,$HOLDFAST.API.TXN.B,true",
    "WRITE,$JS.API.DIRECT.GET.KV_B,true",
    "WRITE,$JS.API.STREAM.DELETE.KV_B,false",
    "MANAGE,$JS.API.STREAM.DELETE.KV_B,true",
    "MANAGE,$KV.B.k,true",
    "MANAGE,$JS.API.STREAM.LIST,false",
    "MANAGE,$JS.API.STREAM.INFO.KV_B2,false",
    "MANAGE,$KV.BB.k,false"
  })
  void shouldUnfoldARightOfABucket(BucketRight right, String subject, boolean permitted) {
    assertEquals(permitted, Permissions.ofBuckets(Map.of("B", right)).mayPublish(subject));
  }

  @Test
  void shouldTakeAStarForEveryBucket() {
    var all = Permissions.ofBuckets(Map.of("*", BucketRight.MANAGE));

    assertTrue(all.mayPublish("$KV.any.k"));
    assertTrue(all.mayPublish("$JS.API.STREAM.CREATE.KV_any"));
    assertTrue(all.mayPublish("$JS.API.STREAM.LIST"));
    assertFalse(all.mayPublish("elsewhere"));
  }

  @Test
  void shouldRefuseARuleThatIsNoSubject() {
    var refused =
        assertThrows(
            InvalidArgumentException.class, () -> new SubjectRules(List.of("a..b"), List.of()));
    assertTrue(String.valueOf(refused.getMessage()).contains("'a..b'"), refused.getMessage());
  }
}
