package io.holdfast.cli.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.holdfast.net.access.Permissions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a user of a configuration file may do. */
@Tag("G40")
class PermissionKeysTest {
  @TempDir Path folder = Path.of("");

  private Permissions of(String user) throws IOException {
    Path file = Files.writeString(folder.resolve("u.conf"), user);
    var fields = new Fields(Syntax.read(file, name -> null), "");
    Permissions found = PermissionKeys.of(fields, Permissions.ALL);
    fields.end();
    return found;
  }

  @Test
  void shouldGiveTheRightsOfABucketInOneWord() throws IOException {
    Permissions user = of("buckets { settings: read, locks: write }");

    assertTrue(user.mayPublish("$JS.API.DIRECT.GET.KV_settings.$KV.settings.a"));
    assertFalse(user.mayPublish("$KV.settings.a"));
    assertTrue(user.mayPublish("$KV.locks.a"));
    assertFalse(user.mayPublish("$JS.API.STREAM.DELETE.KV_locks"));
    assertFalse(user.mayPublish("other"));
    assertFalse(user.maySubscribe(">"));
    assertTrue(user.maySubscribe("_INBOX.mine.>"));
  }

  @Test
  void shouldAllowEverythingToWhomNothingIsForbidden() throws IOException {
    assertEquals(Permissions.ALL, of(""));
  }

  @Test
  void shouldLeaveOpenTheSideThatIsNotNamed() throws IOException {
    Permissions user = of("permissions { publish: [a, 'b.>'] }");

    assertTrue(user.mayPublish("b.c") && user.maySubscribe("anything"));
    assertFalse(user.mayPublish("c"));
  }

  @Test
  void shouldCloseTheSideThatIsNotNamedBesideBuckets() throws IOException {
    Permissions user = of("permissions { subscribe: news }, buckets { b: read }");

    assertTrue(user.maySubscribe("news"));
    assertFalse(user.mayPublish("news"));
    assertFalse(user.maySubscribe("other"));
  }

  @Test
  void shouldAllowTheRestToWhomSomethingIsDenied() throws IOException {
    Permissions user = of("permissions { publish { deny: 'secret.>' } }");

    assertTrue(user.mayPublish("open"));
    assertFalse(user.mayPublish("secret.a"));
  }
}
