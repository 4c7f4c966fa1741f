package io.holdfast.net.access;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.holdfast.kv.InvalidArgumentException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The pair of keys is the example of the NATS documentation on nkeys. */
class NkeyTest {
  private static final String SEED = "SUACSSL3UAHUDXKFSNVUZRF5UHPMWZ6BFDTJ7M6USDXIEDNPPQYYYCU3VY";
  private static final String PUBLIC = "UDXU4RCSJNZOIQHZNWXHXORDPRTGNJAHAHFRGZNEEJCPQTT2M7NLCNF4";
  private static final String NONCE = "PXoWU7zWAMt75FY";

  private static String signed(String text) {
    byte[] signature = NkeySeed.of(SEED).sign(text.getBytes(StandardCharsets.US_ASCII));
    return Base64.getUrlEncoder().withoutPadding().encodeToString(signature);
  }

  @Test
  void shouldFindThePublicKeyOfASeed() {
    assertEquals(PUBLIC, NkeySeed.of(SEED).publicKey().text());
  }

  @Test
  void shouldTakeASignatureInEitherAlphabetAndOfThisNonceOnly() {
    var key = new Nkey(PUBLIC);
    String signature = signed(NONCE);

    assertTrue(key.hasSigned(NONCE, signature));
    assertTrue(
        key.hasSigned(NONCE, signature.replace('-', '+').replace('_', '/') + "=="), "padded");
    assertFalse(key.hasSigned("another-nonce--", signature));
    assertFalse(key.hasSigned(NONCE, signed("another-nonce--")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "AAAA", "no base64 at all", "\u00e9"})
  void shouldTakeNothingElseForASignature(String signature) {
    assertFalse(new Nkey(PUBLIC).hasSigned(NONCE, signature));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "U",
        "UDXU4RCSJNZOIQHZNWXHXORDPRTGNJAHAHFRGZNEEJCPQTT2M7NLCNF5",
        "UDXU4RCSJNZOIQHZNWXHXORDPRTGNJAHAHFRGZNEEJCPQTT2M7NLCNF",
        "udxu4rcsjnzoiqhznwxhxordprtgnjahahfrgzneejcpqtt2m7nlcnf4",
        SEED
      })
  void shouldRefuseATextThatIsNoPublicKey(String text) {
    assertThrows(InvalidArgumentException.class, () -> new Nkey(text));
  }

  @Test
  void shouldShowNothingOfASecretKey() {
    var refused = assertThrows(InvalidArgumentException.class, () -> NkeySeed.of(SEED + "A"));

    assertFalse(String.valueOf(refused.getMessage()).contains(SEED), refused.getMessage());
    assertFalse(NkeySeed.of(SEED).toString().contains("SU"));
    assertThrows(InvalidArgumentException.class, () -> NkeySeed.of(PUBLIC));
  }
}
