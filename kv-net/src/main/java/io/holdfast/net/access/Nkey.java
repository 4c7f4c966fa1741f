package io.holdfast.net.access;

import io.holdfast.kv.InvalidArgumentException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.EdECPoint;
import java.security.spec.EdECPublicKeySpec;
import java.security.spec.NamedParameterSpec;
import java.util.Base64;

/**
 * The public part of a user's Ed25519 key, as text {@code U…} (source: the NATS nkeys format).
 * Immutable, compared by its text.
 */
public record Nkey(String text) {
  private static final int KEY_BYTES = 32;

  /**
   * Checks the text.
   *
   * @throws InvalidArgumentException when it is no public key of a user
   */
  public Nkey {
    NkeyText.decode(text, NkeyText.USER, KEY_BYTES);
  }

  /**
   * Whether {@code signature} (base64, of either alphabet) is this key's, over the characters of
   * {@code nonce}.
   */
  boolean hasSigned(String nonce, String signature) {
    byte[] signed;
    try {
      signed =
          Base64.getUrlDecoder()
              .decode(signature.replace('+', '-').replace('/', '_').replace("=", ""));
    } catch (IllegalArgumentException e) {
      return false;
    }
    try {
      var check = Signature.getInstance("Ed25519");
      check.initVerify(publicKey());
      check.update(nonce.getBytes(StandardCharsets.US_ASCII));
      return check.verify(signed);
    } catch (GeneralSecurityException e) {
      // A key that is no point of the curve, or a signature of another length.
      return false;
    }
  }

  /**
   * Its 32 bytes are the point's y, little-endian; the highest bit is x's sign (RFC 8032, 5.1.2).
   */
  private PublicKey publicKey() throws GeneralSecurityException {
    byte[] bytes = NkeyText.decode(text, NkeyText.USER, KEY_BYTES);
    boolean odd = (bytes[KEY_BYTES - 1] & 0x80) != 0;
    bytes[KEY_BYTES - 1] &= 0x7f;
    var bigEndian = new byte[KEY_BYTES];
    for (int i = 0; i < KEY_BYTES; i++) {
      bigEndian[i] = bytes[KEY_BYTES - 1 - i];
    }
    var point = new EdECPoint(odd, new BigInteger(1, bigEndian));
    return KeyFactory.getInstance("Ed25519")
        .generatePublic(new EdECPublicKeySpec(NamedParameterSpec.ED25519, point));
  }
}
