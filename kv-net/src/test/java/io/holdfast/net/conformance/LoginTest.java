package io.holdfast.net.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.holdfast.net.access.AccessRules;
import io.holdfast.net.access.NkeySeed;
import io.holdfast.net.access.Permissions;
import io.holdfast.net.access.User;
import io.holdfast.net.server.RawClient;
import io.holdfast.net.server.ServedStore;
import io.nats.client.AuthHandler;
import io.nats.client.Connection;
import io.nats.client.Nats;
import io.nats.client.Options;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who is let in, and what becomes of the others. */
@Timeout(60)
class LoginTest {
  private static final String SEED = "SUACSSL3UAHUDXKFSNVUZRF5UHPMWZ6BFDTJ7M6USDXIEDNPPQYYYCU3VY";
  private static final String HASHED =
      "$2a$04$abcdefghijklmnopqrstuujydOTSfIH/d5oUHpsygqV5X9xJLQc6e";
  private static final String REFUSED = "-ERR 'Authorization Violation'";

  private static final AccessRules USERS =
      AccessRules.ofUsers(
          List.of(
              User.withPassword("clear", "opensesame", Permissions.ALL),
              User.withPassword("hashed", HASHED, Permissions.ALL),
              User.withNkey(NkeySeed.of(SEED).publicKey().text(), Permissions.ALL)));

  private final ServedStore served = ServedStore.start(options -> options.access(USERS));

  @AfterEach
  void close() {
    served.close();
  }

  private static String connect(String fields) {
    return "CONNECT {'verbose':false,'pedantic':false,'headers':true,".replace('\'', '"')
        + fields.replace('\'', '"')
        + "}\r\n";
  }

  private static String login(String user, String password) {
    return connect("'user':'" + user + "','pass':'" + password + "'");
  }

  private static String info(RawClient client, String field) {
    Object value = Answer.parse(client.info().substring("INFO ".length())).at(field);
    return String.valueOf(value);
  }

  @Test
  @Tag("W28")
  void shouldLetInByPasswordInClearAndHashed() throws IOException {
    RawClient client = served.raw();
    assertEquals("true", info(client, "auth_required"));
    assertEquals("", client.send(login("clear", "opensesame")).untilPong());
    assertEquals("", served.raw().send(login("hashed", "correct horse")).untilPong());
  }

  @Test
  @Tag("W28")
  void shouldLetInByAnNkeyAndGiveEachConnectionItsOwnNonce() throws IOException {
    NkeySeed seed = NkeySeed.of(SEED);
    RawClient first = served.raw();
    RawClient second = served.raw();
    assertNotEquals(info(first, "nonce"), info(second, "nonce"));
    assertEquals(15, info(first, "nonce").length());

    assertEquals("", first.send(signed(seed, info(first, "nonce"))).untilPong());
    assertEquals(REFUSED, second.send(signed(seed, info(first, "nonce"))).line());
  }

  private static String signed(NkeySeed seed, String nonce) {
    byte[] signature = seed.sign(nonce.getBytes(StandardCharsets.US_ASCII));
    return connect(
        "'nkey':'"
            + seed.publicKey().text()
            + "','sig':'"
            + Base64.getUrlEncoder().withoutPadding().encodeToString(signature)
            + "'");
  }

  @Test
  @Tag("W28")
  void shouldLetInTheJavaClientByEachMeans() throws Exception {
    NkeySeed seed = NkeySeed.of(SEED);
    talk(new Options.Builder().userInfo("hashed", "correct horse"));
    talk(new Options.Builder().authHandler(new Signer(seed)));
    served.server().reload(AccessRules.ofToken("t0ken", Permissions.ALL), null);
    talk(new Options.Builder().token("t0ken".toCharArray()));
  }

  private void talk(Options.Builder options) throws Exception {
    Connection client =
        Nats.connect(
            options
                .server("nats://127.0.0.1:" + served.port())
                .connectionTimeout(Duration.ofSeconds(10))
                .build());
    try {
      client.flush(Duration.ofSeconds(10));
    } finally {
      client.close();
    }
  }

  private record Signer(NkeySeed seed) implements AuthHandler {
    @Override
    public byte[] sign(byte[] nonce) {
      return seed.sign(nonce);
    }

    @Override
    public char[] getID() {
      return seed.publicKey().text().toCharArray();
    }

    @Override
    public char[] getJWT() {
      return new char[0];
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "'user':'clear','pass':'wrong'",
        "'user':'hashed','pass':'wrong'",
        "'user':'nobody','pass':'opensesame'",
        "'user':'clear'",
        "'auth_token':'opensesame'",
        "'user':'clear','pass':'opensesame','account':'other'",
        "'jwt':'eyJ','sig':'AAAA'",
        "'name':'no credentials at all'"
      })
  @Tag("W26")
  void shouldRefuseTheOthersAllAlike(String fields) throws IOException {
    RawClient client = served.raw();

    assertEquals(REFUSED, client.send(connect(fields)).line());
    assertEquals("<closed>", client.line());
  }

  /** What came in together with the login must not be carried out, nor what came before it. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "'user':'clear','pass':'wrong'",
        "'user':'hashed','pass':'wrong'",
      })
  @Tag("W26")
  @Tag("G38")
  void shouldCarryOutNothingOfWhoIsRefused(String fields) throws IOException {
    RawClient listener = served.raw().send(login("clear", "opensesame") + "SUB > 1\r\n");
    listener.untilPong();
    String publish = "PUB stolen 1\r\nx\r\n";

    served.raw().send(connect(fields) + publish + publish).drain();
    served.raw().send(publish).drain();

    assertEquals("", listener.untilPong());
  }

  @ParameterizedTest
  @ValueSource(strings = {"PING\r\n", "SUB a 1\r\n", "PUB a 1\r\nx\r\n", "UNSUB 1\r\n"})
  @Tag("W26")
  void shouldTakeNothingBeforeTheLogin(String frame) throws IOException {
    RawClient client = served.raw();

    assertEquals(REFUSED, client.send(frame).line());
    assertEquals("<closed>", client.line());
  }

  @Test
  @Tag("W27")
  @Tag("G38")
  void shouldNotWaitForALoginForEver() throws IOException {
    served.server().reload(USERS.timeout(Duration.ofMillis(100)), null);
    RawClient silent = served.raw();
    RawClient dribbling = served.raw().send("CONN");

    assertEquals("-ERR 'Authentication Timeout'", silent.line());
    assertEquals("<closed>", silent.line());
    assertEquals("-ERR 'Authentication Timeout'", dribbling.line());
  }

  @Test
  void shouldLookAgainAtASecondLogin() throws IOException {
    RawClient client = served.raw().send(login("clear", "opensesame"));
    assertEquals("", client.untilPong());
    assertEquals("", client.send(login("hashed", "correct horse")).untilPong());

    assertEquals(REFUSED, client.send(login("clear", "wrong") + "PUB a 1\r\nx\r\n").line());
    assertEquals("<closed>", client.line());
  }

  @Test
  @Tag("G39")
  void shouldCloseConnectionsOfUsersWhoAreGone() throws IOException {
    RawClient stays = served.raw().send(login("hashed", "correct horse"));
    RawClient goes = served.raw().send(login("clear", "opensesame"));
    stays.untilPong();
    goes.untilPong();

    served
        .server()
        .reload(
            AccessRules.ofUsers(
                List.of(
                    User.withPassword("hashed", HASHED, Permissions.ALL),
                    User.withPassword("clear", "changed", Permissions.ALL))),
            null);

    assertEquals(REFUSED, goes.line());
    assertEquals("<closed>", goes.line());
    assertEquals("", stays.untilPong());
    assertEquals(REFUSED, served.raw().send(login("clear", "opensesame")).line());
  }

  @Test
  @Tag("G39")
  void shouldLetGoodClientsInBesideAGuesser() throws Exception {
    var guesser = new Thread(this::guess, "guesser");
    guesser.start();
    try {
      for (int i = 0; i < 5; i++) {
        long began = System.nanoTime();
        assertEquals("", served.raw().send(login("hashed", "correct horse")).untilPong());
        long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began);
        assertTrue(millis < 1000, "a login took " + millis + " ms");
      }
    } finally {
      guesser.interrupt();
      guesser.join();
    }
  }

  /** From another address of this machine, as fast as it can, some connections at a time. */
  private void guess() {
    try {
      for (int i = 0; i < 500 && !Thread.currentThread().isInterrupted(); i++) {
        var socket =
            new Socket(
                InetAddress.getLoopbackAddress(),
                served.port(),
                InetAddress.getByAddress(new byte[] {127, 0, 0, 2}),
                0);
        try (var client = RawClient.greetedOn(socket)) {
          client.send(login("hashed", "guess" + i));
        }
      }
    } catch (IOException e) {
      // The server may close whenever it likes.
    }
  }

  @Test
  @Tag("G43")
  void shouldTellNoSecretInInfo() throws IOException {
    String told = served.raw().info();

    assertFalse(told.contains("opensesame") || told.contains("clear"), told);
  }
}
