package io.holdfast.net.access;

import at.favre.lib.crypto.bcrypt.BCrypt;
import io.holdfast.kv.InvalidArgumentException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A password or token as a configuration has it: in clear, or as a bcrypt hash ({@code $2a$},
 * {@code $2b$} or {@code $2y$}). Immutable; compared by content; never printed.
 */
public final class Secret {
  /** Of a longer password bcrypt looks only at the beginning; every implementation does. */
  private static final int BCRYPT_BYTES = 72;

  private static final Pattern BCRYPT = Pattern.compile("\\$2[aby]\\$(\\d\\d)\\$[./A-Za-z0-9]{53}");
  private static final int SALT_AND_HASH = 53;
  private static final int LARGEST_COST = 16;
  private static final int USUAL_COST = 11;

  private final String configured;
  private final int cost;

  private Secret(String configured, int cost) {
    this.configured = configured;
    this.cost = cost;
  }

  /**
   * The secret that {@code configured} stands for.
   *
   * @throws InvalidArgumentException when it is empty, or looks like a hash and is none that can be
   *     checked in time
   */
  public static Secret of(String configured) {
    if (configured.isEmpty()) {
      throw new InvalidArgumentException("a password or token is empty: give one, or remove it");
    }
    if (!configured.startsWith("$2")) {
      return new Secret(configured, 0);
    }
    Matcher hash = BCRYPT.matcher(configured);
    if (!hash.matches()) {
      throw new InvalidArgumentException(
          "a password begins with '$2' like a bcrypt hash, but is no complete one of the form"
              + " $2a$, $2b$ or $2y$, cost, $ and 53 characters: copy the whole hash, in quotes");
    }
    int cost = Integer.parseInt(hash.group(1));
    if (cost < 4 || cost > LARGEST_COST) {
      throw new InvalidArgumentException(
          "a bcrypt hash has cost "
              + cost
              + "; expected 4 to "
              + LARGEST_COST
              + ", since a login must end within seconds: make a new hash with cost 11");
    }
    return new Secret(configured, cost);
  }

  /**
   * A hash of {@code password} to be configured in its place. Takes a tenth of a second or so.
   *
   * @throws InvalidArgumentException when it is empty, or longer than 72 bytes, since bcrypt looks
   *     at no more
   */
  public static String hashOf(String password) {
    byte[] bytes = password.getBytes(StandardCharsets.UTF_8);
    if (bytes.length == 0 || bytes.length > BCRYPT_BYTES) {
      throw new InvalidArgumentException(
          "the password has "
              + bytes.length
              + " bytes, expected 1 to "
              + BCRYPT_BYTES
              + ": choose another one");
    }
    return new String(BCrypt.withDefaults().hash(USUAL_COST, bytes), StandardCharsets.US_ASCII);
  }

  /** One that nobody knows, and that takes as long to check as others of that cost. */
  static Secret decoy(int cost) {
    String digits = cost < 10 ? "0" + cost : Integer.toString(cost);
    return new Secret("$2a$" + digits + "$" + ".".repeat(SALT_AND_HASH), cost);
  }

  /** Whether it takes long to check: then it must not be done on an event loop. */
  boolean isSlow() {
    return cost > 0;
  }

  /** How slow: the work doubles with each; 0: not slow. */
  int cost() {
    return cost;
  }

  /** Whether {@code presented} is it. Takes the same time whatever is wrong with it. */
  boolean matches(String presented) {
    byte[] given = presented.getBytes(StandardCharsets.UTF_8);
    byte[] known = configured.getBytes(StandardCharsets.UTF_8);
    if (cost == 0) {
      return MessageDigest.isEqual(given, known);
    }
    byte[] looked = given.length > BCRYPT_BYTES ? Arrays.copyOf(given, BCRYPT_BYTES) : given;
    return BCrypt.verifyer().verify(looked, known).verified;
  }

  /** What is configured, to derive other things from; not to be shown. */
  byte[] bytes() {
    return configured.getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Secret secret && MessageDigest.isEqual(secret.bytes(), bytes());
  }

  @Override
  public int hashCode() {
    return configured.hashCode();
  }

  @Override
  public String toString() {
    return cost == 0 ? "Secret[in clear]" : "Secret[bcrypt, cost " + cost + "]";
  }
}
