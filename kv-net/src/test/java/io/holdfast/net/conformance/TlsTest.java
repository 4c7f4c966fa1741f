package io.holdfast.net.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.holdfast.kv.InvalidArgumentException;
import io.holdfast.net.access.AccessRules;
import io.holdfast.net.access.Permissions;
import io.holdfast.net.access.User;
import io.holdfast.net.server.RawClient;
import io.holdfast.net.server.ServedStore;
import io.holdfast.net.server.ServerOptions;
import io.holdfast.net.tls.TlsOptions;
import io.holdfast.net.tls.TlsOptions.Start;
import io.holdfast.testkit.TestAuthority;
import io.nats.client.Connection;
import io.nats.client.Nats;
import io.nats.client.Options;
import io.netty.handler.ssl.JdkSslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** TLS for clients, with certificates made for this test. */
@Timeout(60)
@Tag("G42")
class TlsTest {
  @TempDir private static Path folder = Path.of("");
  private static TestAuthority authority;
  private static TlsOptions tls;

  @BeforeAll
  static void issueCertificates() {
    authority =
        TestAuthority.in(folder)
            .issue("server", "CN=server", "IP:127.0.0.1")
            .issue("next", "CN=next server", "IP:127.0.0.1")
            .issue("app", "CN=app, O=Holdfast", "EMAIL:app@example.org");
    tls = TlsOptions.of(authority.certificateOf("server"), authority.keyOf("server"));
  }

  private static ServedStore served(UnaryOperator<TlsOptions> options) {
    return ServedStore.start(server -> server.tls(options.apply(tls)));
  }

  /** Trusts the authority; with {@code own}, shows that certificate. */
  private static SSLContext client(String own) throws SSLException {
    var builder =
        SslContextBuilder.forClient()
            .sslProvider(SslProvider.JDK)
            .trustManager(authority.certificate().toFile());
    if (!own.isEmpty()) {
      builder.keyManager(authority.certificateOf(own).toFile(), authority.keyOf(own).toFile());
    }
    return ((JdkSslContext) builder.build()).context();
  }

  @Test
  @Tag("W30")
  void shouldGreetInClearAndGoOnEncrypted() throws IOException {
    try (var served = served(each -> each);
        RawClient plain = served.raw()) {
      assertTrue(plain.info().contains("\"tls_required\":true"), plain.info());
      assertFalse(plain.info().contains("tls_verify"), plain.info());

      RawClient client = plain.encrypted(client("")).connect();

      client.send("SUB a 1\r\nPUB a 5\r\nhello\r\n");
      assertEquals("hello", client.message().payload());
      assertEquals("", client.untilPong());
    }
  }

  @Test
  @Tag("W30")
  void shouldTurnAwayWhoGoesOnInClear() throws IOException {
    try (var served = served(each -> each);
        RawClient client = served.raw()) {
      assertEquals("-ERR 'Secure Connection - TLS Required'", client.connect().line());
      assertEquals("<closed>", client.line());
    }
  }

  @Test
  @Tag("W30")
  void shouldServeTheJavaClientWithItsDefaults() throws Exception {
    try (var served = served(each -> each)) {
      Connection client =
          Nats.connect(
              new Options.Builder()
                  .server("tls://127.0.0.1:" + served.port())
                  .sslContext(client(""))
                  .connectionTimeout(Duration.ofSeconds(10))
                  .build());
      try {
        client.flush(Duration.ofSeconds(10));
      } finally {
        client.close();
      }
    }
  }

  @Test
  @Tag("W30")
  void shouldServeBothKindsWhereTlsIsOnlyOffered() throws IOException {
    try (var served = served(each -> each.start(Start.OFFERED));
        RawClient plain = served.raw();
        RawClient other = served.raw()) {
      assertTrue(plain.info().contains("\"tls_available\":true"), plain.info());
      assertFalse(plain.info().contains("tls_required"), plain.info());
      assertEquals("", plain.connect().untilPong());
      assertEquals("", other.encrypted(client("")).connect().untilPong());
    }
  }

  @Test
  void shouldNotWaitForAHandshakeForEver() throws IOException {
    try (var served = served(each -> each.timeout(Duration.ofMillis(100)));
        RawClient silent = served.raw();
        RawClient half = served.raw()) {
      half.send(new byte[] {0x16, 3});

      assertEquals("<closed>", silent.line());
      half.drain();
    }
  }

  /** {@code INFO} comes only after the handshake, so there is nothing to be read before. */
  private static RawClient handshake(ServedStore served, String own) throws IOException {
    var plain = new Socket(InetAddress.getLoopbackAddress(), served.port());
    var layered =
        (SSLSocket)
            client(own).getSocketFactory().createSocket(plain, "127.0.0.1", served.port(), true);
    layered.startHandshake();
    return RawClient.greetedOn(layered);
  }

  @Test
  @Tag("W31")
  void shouldBeginWithTheHandshake() throws IOException {
    try (var served = served(each -> each.start(Start.HANDSHAKE_FIRST));
        RawClient client = handshake(served, "")) {
      assertTrue(client.info().startsWith("INFO {"), client.info());
      assertEquals("", client.connect().untilPong());
    }
  }

  @Test
  @Tag("W31")
  void shouldGreetInClearWhoWaitsForIt() throws IOException {
    try (var served =
            served(each -> each.start(Start.HANDSHAKE_FIRST).fallback(Duration.ofMillis(50)));
        RawClient waits = served.raw();
        RawClient atOnce = handshake(served, "")) {
      assertTrue(waits.info().startsWith("INFO {"), waits.info());
      assertEquals("", waits.encrypted(client("")).connect().untilPong());
      assertEquals("", atOnce.connect().untilPong());
    }
  }

  @Test
  void shouldAskForACertificateThatTheAuthoritySigned() throws IOException {
    try (var served = served(each -> each.verify(authority.certificate()));
        RawClient with = served.raw();
        RawClient without = served.raw()) {
      assertTrue(with.info().contains("\"tls_verify\":true"), with.info());
      assertEquals("", with.encrypted(client("app")).connect().untilPong());
      assertFalse(isServed(without), "without a certificate");
    }
  }

  /** With TLS 1.3 the refusal comes after the client's side of the handshake is done. */
  private static boolean isServed(RawClient client) throws SSLException {
    SSLContext context = client("");
    try {
      return client.encrypted(context).connect().send("PING\r\n").line().equals("PONG");
    } catch (IOException refused) {
      return false;
    }
  }

  @Test
  @Tag("G39")
  void shouldKnowAUserByTheNameInTheCertificate() throws IOException {
    var byMail =
        AccessRules.ofUsers(List.of(User.withPassword("app@example.org", "-", Permissions.ALL)));
    var bySubject =
        AccessRules.ofUsers(List.of(User.withPassword("CN=app, O=Holdfast", "-", Permissions.ALL)));
    var other =
        AccessRules.ofUsers(List.of(User.withPassword("CN=somebody", "-", Permissions.ALL)));
    TlsOptions verified = tls.verify(authority.certificate());
    try (var served =
        ServedStore.start(server -> server.tls(verified).access(byMail.byCertificate()))) {
      assertEquals("", served.raw().encrypted(client("app")).connect().untilPong());
      served.server().reload(bySubject.byCertificate(), verified);
      assertEquals("", served.raw().encrypted(client("app")).connect().untilPong());
      served.server().reload(other.byCertificate(), verified);
      assertEquals(
          "-ERR 'Authorization Violation'", served.raw().encrypted(client("app")).connect().line());
    }
  }

  @Test
  void shouldShowTheNewCertificateAfterAReloadAndKeepTheOldOneAfterAFailedOne() throws IOException {
    Path certificate = folder.resolve("live-cert.pem");
    Path key = folder.resolve("live-key.pem");
    install("server", certificate, key);
    TlsOptions live = TlsOptions.of(certificate, key);
    try (var served = ServedStore.start(server -> server.tls(live))) {
      String first = subjectShown(served);
      install("next", certificate, key);
      served.server().reload(AccessRules.OPEN, live);
      String second = subjectShown(served);
      assertNotEquals(first, second);

      Files.writeString(certificate, "no certificate");
      var refused =
          assertThrows(
              InvalidArgumentException.class, () -> served.server().reload(AccessRules.OPEN, live));
      assertTrue(
          String.valueOf(refused.getMessage()).contains(certificate.toString()),
          refused.getMessage());
      assertEquals(second, subjectShown(served));
    }
  }

  private static void install(String name, Path certificate, Path key) throws IOException {
    Files.copy(authority.certificateOf(name), certificate, StandardCopyOption.REPLACE_EXISTING);
    Files.copy(authority.keyOf(name), key, StandardCopyOption.REPLACE_EXISTING);
  }

  private static String subjectShown(ServedStore served) throws IOException {
    try (RawClient plain = served.raw();
        RawClient client = plain.encrypted(client(""))) {
      var shown = (X509Certificate) client.session().getPeerCertificates()[0];
      return shown.getSubjectX500Principal().getName();
    }
  }

  @Test
  @Tag("G41")
  void shouldListenBeyondLoopbackOnceUsersAndTlsAreThere() {
    AccessRules users = AccessRules.ofUsers(List.of(User.withPassword("u", "p", Permissions.ALL)));

    ServedStore.start(server -> server.host("0.0.0.0").tls(tls).access(users)).close();
    refusesToListen(server -> server.host("0.0.0.0").tls(tls), "authenticates");
    refusesToListen(server -> server.host("0.0.0.0").access(users), "encrypts");
    refusesToListen(
        server -> server.host("0.0.0.0").access(users).tls(tls.start(Start.OFFERED)), "encrypts");
  }

  @Test
  @Tag("G41")
  void shouldNotLoseItsUsersWhileItListensBeyondLoopback() {
    AccessRules users = AccessRules.ofUsers(List.of(User.withPassword("u", "p", Permissions.ALL)));
    try (var served = ServedStore.start(server -> server.host("0.0.0.0").tls(tls).access(users))) {
      assertThrows(
          InvalidArgumentException.class, () -> served.server().reload(AccessRules.OPEN, tls));
    }
  }

  private static void refusesToListen(
      UnaryOperator<ServerOptions.Builder> options, String missing) {
    var refused = assertThrows(InvalidArgumentException.class, () -> ServedStore.start(options));
    assertTrue(
        String.valueOf(refused.getMessage()).contains("nothing " + missing + " their"),
        refused.getMessage());
  }
}
