package io.holdfast.net.access;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Tag("G39")
@Timeout(60)
class GateTest {
  private static final String HASHED =
      "$2a$04$abcdefghijklmnopqrstuujydOTSfIH/d5oUHpsygqV5X9xJLQc6e";
  private static final String SEED = "SUACSSL3UAHUDXKFSNVUZRF5UHPMWZ6BFDTJ7M6USDXIEDNPPQYYYCU3VY";
  private static final Permissions READER = Permissions.ofBuckets(Map.of("B", BucketRight.READ));

  private static final AccessRules RULES =
      AccessRules.ofUsers(
          List.of(
              User.withPassword("clear", "opensesame", Permissions.ALL),
              User.withPassword("hashed", HASHED, READER),
              User.withNkey(NkeySeed.of(SEED).publicKey().text(), Permissions.ALL),
              User.withPassword("CN=app, O=Holdfast", "unused", Permissions.ALL)));

  private final Gate gate = new Gate(RULES);

  @AfterEach
  void close() {
    gate.close();
  }

  private static Login login(
      String user, String password, String token, String nkey, String sig, String... names) {
    return new Login(
        user,
        password,
        token,
        nkey,
        sig,
        false,
        "nonce-of-15-abc",
        InetAddress.getLoopbackAddress(),
        List.of(names));
  }

  private static Login password(String user, String password) {
    return login(user, password, "", "", "");
  }

  private static Verdict verdict(Gate gate, Login login) {
    var answer = new CompletableFuture<Verdict>();
    gate.check(login, () -> true, answer::complete);
    return answer.orTimeout(20, TimeUnit.SECONDS).join();
  }

  private boolean admits(Login login) {
    return verdict(gate, login) instanceof Verdict.Admitted;
  }

  @Test
  void shouldAdmitByPasswordInClearAndHashed() {
    assertTrue(admits(password("clear", "opensesame")));
    assertTrue(admits(password("hashed", "correct horse")));
    assertTrue(admits(password("hashed", "correct horse")), "the second time, from memory");

    assertFalse(admits(password("clear", "Opensesame")));
    assertFalse(admits(password("hashed", "correct Horse")));
    assertFalse(admits(password("hashed", HASHED)));
    assertFalse(admits(password("nobody", "opensesame")));
    assertFalse(admits(password("", "")));
    assertEquals(5, gate.refused());
  }

  @Test
  void shouldGiveTheUsersPermissions() {
    Verdict verdict = verdict(gate, password("hashed", "correct horse"));

    assertEquals(
        READER, assertInstanceOf(Verdict.Admitted.class, verdict).identity().permissions());
  }

  @Test
  void shouldAdmitByNkeyWithASignatureOfThisNonce() {
    NkeySeed seed = NkeySeed.of(SEED);
    String key = seed.publicKey().text();
    String right = sign(seed, "nonce-of-15-abc");

    assertTrue(admits(login("", "", "", key, right)));
    assertFalse(admits(login("", "", "", key, sign(seed, "nonce-of-15-abd"))));
    assertFalse(admits(login("", "", "", key, "")));
    assertFalse(admits(password(key, "")), "a key is no name with an empty password");
  }

  private static String sign(NkeySeed seed, String nonce) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(seed.sign(nonce.getBytes(StandardCharsets.US_ASCII)));
  }

  @Test
  void shouldAdmitByToken() {
    try (var byToken = new Gate(AccessRules.ofToken("t0ken", Permissions.ALL))) {
      assertInstanceOf(Verdict.Admitted.class, verdict(byToken, login("", "", "t0ken", "", "")));
      assertInstanceOf(Verdict.Refused.class, verdict(byToken, login("", "", "token", "", "")));
      assertInstanceOf(Verdict.Refused.class, verdict(byToken, password("token", "t0ken")));
    }
  }

  @Test
  void shouldAdmitByAVerifiedCertificateAndByNothingElse() {
    try (var byCertificate = new Gate(RULES.byCertificate())) {
      assertInstanceOf(
          Verdict.Admitted.class,
          verdict(byCertificate, login("", "", "", "", "", "x@y", "CN=app,O=Holdfast")));
      assertInstanceOf(
          Verdict.Refused.class, verdict(byCertificate, login("", "", "", "", "", "CN=other")));
      assertInstanceOf(
          Verdict.Refused.class, verdict(byCertificate, password("clear", "opensesame")));
    }
    assertFalse(admits(login("", "", "", "", "", "CN=app,O=Holdfast")), "nobody asked for them");
  }

  /** An attacker cannot lock others out: only failures wait. */
  @Test
  void shouldKeepFailuresWaitingButNeverWhoIsRight() {
    Duration last = Duration.ZERO;
    for (int i = 0; i < 20; i++) {
      last =
          assertInstanceOf(Verdict.Refused.class, verdict(gate, password("clear", "guess" + i)))
              .toldAfter();
    }

    assertEquals(Duration.ofSeconds(1), last);
    assertTrue(admits(password("clear", "opensesame")));
  }

  @Test
  void shouldKnowWhoMayStayAfterAChange() {
    var user = User.withPassword("clear", "opensesame", Permissions.ALL);
    Identity before = user.identity();

    gate.rules(AccessRules.ofUsers(List.of(user)));
    assertTrue(gate.mayStay(before));
    gate.rules(
        AccessRules.ofUsers(List.of(User.withPassword("clear", "changed", Permissions.ALL))));
    assertFalse(gate.mayStay(before), "another password");
    gate.rules(AccessRules.ofUsers(List.of(User.withPassword("clear", "opensesame", READER))));
    assertFalse(gate.mayStay(before), "other permissions");
    gate.rules(AccessRules.ofUsers(List.of(User.withPassword("else", "opensesame", READER))));
    assertFalse(gate.mayStay(before), "removed");
    gate.rules(AccessRules.OPEN);
    assertFalse(gate.mayStay(before));
    assertTrue(gate.mayStay(Identity.ANYONE));
    gate.rules(RULES);
    assertFalse(gate.mayStay(Identity.ANYONE));
  }

  @Test
  void shouldForgetProvenPasswordsWithTheRules() {
    assertTrue(admits(password("hashed", "correct horse")));
    gate.rules(AccessRules.ofUsers(List.of(User.withPassword("hashed", "other", READER))));

    assertFalse(admits(password("hashed", "correct horse")));
  }

  /** Whoever looks at the time learns neither who there is nor whose password is in clear. */
  @Test
  void shouldTakeTheSameWorkToRefuseWhoeverItIs() {
    assertFalse(admits(password("hashed", "wrong")));
    long work = gate.hashWork();
    assertTrue(work > 0, "a hash was computed");

    for (String user : List.of("nobody", "", "clear")) {
      long before = gate.hashWork();
      assertFalse(admits(password(user, "wrong")));
      assertEquals(work, gate.hashWork() - before, () -> "for '" + user + "'");
    }
  }

  @Test
  void shouldLeaveOutWhoHasGone() {
    var told = new CompletableFuture<Verdict>();
    gate.check(password("hashed", "correct horse"), () -> false, told::complete);

    // The next check of the same address comes after it.
    assertFalse(admits(password("hashed", "wrong")));
    assertFalse(told.isDone());
  }

  @Test
  @Tag("G43")
  void shouldShowNoSecretOfALogin() {
    String shown = login("me", "opensesame", "t0ken", "", "sig").toString();

    assertFalse(shown.contains("opensesame") || shown.contains("t0ken"), shown);
    assertFalse(RULES.toString().contains("opensesame"), RULES.toString());
  }
}
