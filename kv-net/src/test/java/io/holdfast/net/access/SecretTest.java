package io.holdfast.net.access;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.holdfast.kv.InvalidArgumentException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The hashes were made by the crypt function of a C library. */
@Tag("G39")
class SecretTest {
  private static final String HASH = "$04$abcdefghijklmnopqrstuujydOTSfIH/d5oUHpsygqV5X9xJLQc6e";
  private static final String OF_80_X = "$04$abcdefghijklmnopqrstuubzadhGtS2zEF.gu0yd0opP6cVzb.e0i";

  @ParameterizedTest
  @ValueSource(strings = {"$2a", "$2b", "$2y"})
  void shouldCheckHashesOfEachForm(String form) {
    Secret secret = Secret.of(form + HASH);

    assertTrue(secret.isSlow());
    assertTrue(secret.matches("correct horse"));
    assertFalse(secret.matches("correct Horse"));
    assertFalse(secret.matches(""));
    assertFalse(secret.matches(form + HASH), "the hash is not the password");
  }

  @Test
  void shouldLookAtAsMuchOfALongPasswordAsOthersDo() {
    Secret secret = Secret.of("$2a" + OF_80_X);

    assertTrue(secret.matches("x".repeat(80)));
    assertFalse(secret.matches("x".repeat(71)));
  }

  @Test
  void shouldMakeHashesThatItChecks() {
    String hash = Secret.hashOf("correct horse");

    assertTrue(hash.matches("\\$2a\\$11\\$.{53}"), hash);
    assertTrue(Secret.of(hash).matches("correct horse"));
    assertFalse(Secret.of(hash).matches("correct Horse"));
    assertThrows(InvalidArgumentException.class, () -> Secret.hashOf(""));
    assertThrows(InvalidArgumentException.class, () -> Secret.hashOf("x".repeat(73)));
  }

  @Test
  void shouldCompareAPasswordInClear() {
    Secret secret = Secret.of("opensesame");

    assertFalse(secret.isSlow());
    assertTrue(secret.matches("opensesame"));
    assertFalse(secret.matches("opensesam"));
    assertFalse(secret.matches(""));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "$2a$11$tooshort",
        "$2a$31$abcdefghijklmnopqrstuujydOTSfIH/d5oUHpsygqV5X9xJLQc6e",
        "$2a$03$abcdefghijklmnopqrstuujydOTSfIH/d5oUHpsygqV5X9xJLQc6e",
        "$2z$04$abcdefghijklmnopqrstuujydOTSfIH/d5oUHpsygqV5X9xJLQc6e"
      })
  void shouldRefuseWhatCannotBeChecked(String configured) {
    assertThrows(InvalidArgumentException.class, () -> Secret.of(configured));
  }

  @Test
  void shouldHaveADecoyForEachCost() {
    assertEquals(4, Secret.decoy(4).cost());
    assertFalse(Secret.decoy(4).matches("anything"));
  }

  @Test
  @Tag("G43")
  void shouldNotShowItself() {
    assertEquals("Secret[in clear]", Secret.of("opensesame").toString());
    assertFalse(User.withPassword("u", "opensesame", Permissions.ALL).toString().contains("open"));
  }
}
