package io.holdfast.net.connection;

import java.security.SecureRandom;
import java.util.Base64;

/** Texts that a client signs to show who it is, each used for one connection. */
final class Nonce {
  private static final int BYTES = 11;
  private static final SecureRandom RANDOM = new SecureRandom();

  private Nonce() {}

  /** One that nobody can foresee. */
  static String next() {
    var random = new byte[BYTES];
    RANDOM.nextBytes(random);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(random);
  }
}
