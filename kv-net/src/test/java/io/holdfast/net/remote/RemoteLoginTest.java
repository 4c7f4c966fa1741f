package io.holdfast.net.remote;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.holdfast.kv.BucketConfig;
import io.holdfast.kv.HoldfastException;
import io.holdfast.kv.InvalidArgumentException;
import io.holdfast.kv.UnauthorisedException;
import io.holdfast.kv.UnavailableException;
import io.holdfast.net.access.AccessRules;
import io.holdfast.net.access.NkeySeed;
import io.holdfast.net.access.Permissions;
import io.holdfast.net.access.User;
import io.holdfast.net.server.ServedStore;
import io.holdfast.net.tls.ClientTls;
import io.holdfast.net.tls.TlsOptions;
import io.holdfast.net.tls.TlsOptions.Start;
import io.holdfast.testkit.TestAuthority;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Logging in and encrypting, as a client of a server that asks for it. */
@Timeout(60)
@Tag("G42")
class RemoteLoginTest {
  private static final String SEED = "SUACSSL3UAHUDXKFSNVUZRF5UHPMWZ6BFDTJ7M6USDXIEDNPPQYYYCU3VY";

  private static final AccessRules USERS =
      AccessRules.ofUsers(
          List.of(
              User.withPassword("app", "s3cret", Permissions.ALL),
              User.withNkey(NkeySeed.of(SEED).publicKey().text(), Permissions.ALL)));

  @TempDir private static Path folder = Path.of("");
  private static TestAuthority authority;

  @BeforeAll
  static void issueCertificates() throws IOException {
    authority =
        TestAuthority.in(folder)
            .issue("server", "CN=server", "IP:127.0.0.1")
            .issue("elsewhere", "CN=elsewhere", "DNS:elsewhere.example")
            .issue("app", "CN=app");
    Files.writeString(folder.resolve("user.nk"), "# mine\n" + SEED + "\n");
    Files.writeString(
        folder.resolve("user.creds"),
        "-----BEGIN NATS USER JWT-----\neyJ0.e30.c2ln\n------END NATS USER JWT------\n\n"
            + "-----BEGIN USER NKEY SEED-----\n"
            + SEED
            + "\n------END USER NKEY SEED------\n");
  }

  private static TlsOptions tls(String name) {
    return TlsOptions.of(authority.certificateOf(name), authority.keyOf(name));
  }

  private static ClientTls trusting() {
    return ClientTls.SYSTEM.trust(authority.certificate());
  }

  private static void connect(
      ServedStore served, String scheme, UnaryOperator<RemoteOptions.Builder> options)
      throws InterruptedException {
    var builder =
        RemoteOptions.to(scheme + "://127.0.0.1:" + served.port())
            .connectTimeout(Duration.ofSeconds(10));
    try (var store = RemoteStore.connect(options.apply(builder).build())) {
      assertEquals(List.of(), store.buckets());
      store.createBucket(BucketConfig.of("b"));
      assertTrue(store.deleteBucket("b"));
    }
  }

  private static <T extends HoldfastException> void refuses(
      Class<T> kind, String words, ServedStore served, UnaryOperator<RemoteOptions.Builder> how) {
    // A refused certificate is told when this is over: long enough on a busy machine.
    var refused =
        assertThrows(
            kind,
            () ->
                connect(
                    served,
                    "nats",
                    client -> how.apply(client).connectTimeout(Duration.ofSeconds(5))));
    assertTrue(String.valueOf(refused.getMessage()).contains(words), refused.getMessage());
    assertFalse(String.valueOf(refused.getMessage()).contains("s3cret"), refused.getMessage());
  }

  @Test
  void shouldLogInByPasswordAndByKeyAndBeRefusedWithoutThem() throws Exception {
    try (var served = ServedStore.start(server -> server.access(USERS))) {
      connect(served, "nats", client -> client.user("app", "s3cret"));
      connect(served, "nats", client -> client.nkey(folder.resolve("user.nk")));
      refuses(UnauthorisedException.class, "refused the credentials", served, client -> client);
      refuses(
          UnauthorisedException.class, "check user", served, client -> client.user("app", "s3cre"));
      // The key is right; who vouches for it is not known here.
      refuses(
          UnauthorisedException.class,
          "refused the credentials",
          served,
          client -> client.credentials(folder.resolve("user.creds")));
    }
  }

  /** The time to connect is longer than this test may take. */
  @Test
  void shouldTellOfARefusalWithoutWaitingForTheTimeToConnect() throws Exception {
    try (var served = ServedStore.start(server -> server.access(USERS));
        var other = ServedStore.start(server -> server.access(USERS))) {
      var patient =
          RemoteOptions.to(urlOf(served), urlOf(other)).connectTimeout(Duration.ofMinutes(10));
      var refused =
          assertThrows(
              UnauthorisedException.class,
              () -> RemoteStore.connect(patient.user("app", "s3cre").build()));
      assertTrue(
          String.valueOf(refused.getMessage()).contains("Authorization Violation"),
          refused.getMessage());
    }
  }

  /** As while a password is changed on one server after the other. */
  @Test
  void shouldTryEachServerBeforeItGivesUp() throws Exception {
    try (var knows = ServedStore.start(server -> server.access(USERS));
        var doesNot = ServedStore.start(server -> server.access(others()));
        var nobody = ServedStore.start(server -> server.access(others()))) {
      // The order is by chance: that it is the right one first each time is one in 729.
      for (int i = 0; i < 6; i++) {
        var options =
            RemoteOptions.to(urlOf(doesNot), urlOf(nobody), urlOf(knows))
                .user("app", "s3cret")
                .connectTimeout(Duration.ofMinutes(10));
        try (var store = RemoteStore.connect(options.build())) {
          assertEquals(List.of(), store.buckets());
        }
      }
    }
  }

  private static AccessRules others() {
    return AccessRules.ofUsers(List.of(User.withPassword("app", "other", Permissions.ALL)));
  }

  private static String urlOf(ServedStore served) {
    return "nats://127.0.0.1:" + served.port();
  }

  @Test
  void shouldRefuseFilesWithoutAKeyWithoutShowingThem() throws IOException {
    Path wrong = Files.writeString(folder.resolve("wrong.nk"), "SUASECRETSECRET\n");
    for (Path file : List.of(folder.resolve("none.nk"), wrong, authority.certificate())) {
      var refused =
          assertThrows(
              InvalidArgumentException.class,
              () -> RemoteOptions.to("nats://127.0.0.1").nkey(file));
      assertTrue(String.valueOf(refused.getMessage()).contains(file.toString()));
      assertFalse(String.valueOf(refused.getMessage()).contains("SUASECRET"));
    }
    assertThrows(
        InvalidArgumentException.class,
        () -> RemoteOptions.to("nats://127.0.0.1").credentials(folder.resolve("user.nk")));
  }

  @Test
  void shouldEncryptAndTellWhatIsMissingWhenItDoesNot() throws Exception {
    try (var served = ServedStore.start(server -> server.tls(tls("server")))) {
      connect(served, "tls", client -> client.tls(trusting()));
      connect(served, "nats", client -> client.tls(trusting()));
      refuses(UnavailableException.class, "it demands TLS: write tls://", served, client -> client);
      refuses(
          UnavailableException.class,
          "TLS with it fails: ",
          served,
          client -> client.tls(ClientTls.SYSTEM));
    }
    try (var clear = ServedStore.start()) {
      refuses(
          UnavailableException.class,
          "it does not encrypt",
          clear,
          client -> client.tls(trusting()));
    }
  }

  @Test
  void shouldTrustNobodyByDefaultWhoseAuthorityIsUnknown() {
    try (var served = ServedStore.start(server -> server.tls(tls("server")))) {
      var refused =
          assertThrows(UnavailableException.class, () -> connect(served, "tls", client -> client));
      assertTrue(
          String.valueOf(refused.getMessage()).contains("TLS with it fails"), refused.getMessage());
    }
  }

  @Test
  void shouldRefuseACertificateOfAnotherName() {
    try (var served = ServedStore.start(server -> server.tls(tls("elsewhere")))) {
      refuses(
          UnavailableException.class,
          "check the authorities, and the name in its certificate",
          served,
          client -> client.tls(trusting()));
    }
  }

  @Test
  void shouldShowItsOwnCertificateWhereOneIsDemanded() throws Exception {
    TlsOptions verified = tls("server").verify(authority.certificate());
    try (var served = ServedStore.start(server -> server.tls(verified))) {
      connect(
          served,
          "tls",
          client ->
              client.tls(trusting().show(authority.certificateOf("app"), authority.keyOf("app"))));
      refuses(
          UnauthorisedException.class,
          "name a certificate and its key",
          served,
          client -> client.tls(trusting()));
    }
  }

  @Test
  void shouldBeginWithTheHandshakeWhereTheServerDoes() throws Exception {
    try (var served =
        ServedStore.start(server -> server.tls(tls("server").start(Start.HANDSHAKE_FIRST)))) {
      connect(served, "tls", client -> client.tls(trusting().atOnce()));
    }
  }

  @Test
  void shouldRefuseACertificateWithoutItsKeyAndFilesThatAreNone() {
    assertThrows(
        InvalidArgumentException.class,
        () -> new ClientTls(null, authority.certificateOf("app"), null, false));
    for (Path file : List.of(folder.resolve("none.pem"), folder.resolve("user.nk"))) {
      var refused =
          assertThrows(
              InvalidArgumentException.class, () -> ClientTls.SYSTEM.trust(file).context());
      assertTrue(
          String.valueOf(refused.getMessage()).contains(file.toString()), refused.getMessage());
    }
  }
}
