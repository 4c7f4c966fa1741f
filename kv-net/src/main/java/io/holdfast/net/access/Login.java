package io.holdfast.net.access;

import java.net.InetAddress;
import java.util.List;

/**
 * What a client presented. Immutable; what is absent is empty. Never prints a secret.
 *
 * @param user its name
 * @param password that goes with the name
 * @param token alone, instead of name and password
 * @param nkey its public key
 * @param signature of {@code nonce} by that key, base64
 * @param other it presented something that is not served here, such as a JWT or an account
 * @param nonce that this connection was told in {@code INFO}
 * @param from where it comes from
 * @param certificateNames names in its verified TLS certificate, the most specific ones first
 */
public record Login(
    String user,
    String password,
    String token,
    String nkey,
    String signature,
    boolean other,
    String nonce,
    InetAddress from,
    List<String> certificateNames) {
  /** Copies the names. */
  public Login {
    certificateNames = List.copyOf(certificateNames);
  }

  @Override
  public String toString() {
    return "Login[" + user + " from " + from.getHostAddress() + "]";
  }
}
