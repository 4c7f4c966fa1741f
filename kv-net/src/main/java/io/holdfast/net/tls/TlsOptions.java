package io.holdfast.net.tls;

import io.holdfast.kv.InvalidArgumentException;
import io.holdfast.kv.time.DurationText;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How a server encrypts. Immutable.
 *
 * @param certificate file with the server's certificate and those that lead to its root, PEM
 * @param key file with its private key, PEM (PKCS #8, not encrypted)
 * @param authorities file with the certificates of those whom clients' certificates must come from,
 *     PEM; null: clients need none
 * @param start when TLS begins
 * @param fallback with {@link Start#HANDSHAKE_FIRST}: how long to wait for the client's first byte
 *     before it is greeted in clear; zero: for ever, as long as {@code timeout}
 * @param timeout longest time for the handshake
 */
public record TlsOptions(
    Path certificate,
    Path key,
    @Nullable Path authorities,
    Start start,
    Duration fallback,
    Duration timeout) {
  /** The longest time for a handshake unless said otherwise (guarantee G42). */
  public static final Duration TIMEOUT = Duration.ofSeconds(2);

  /** When TLS begins. */
  public enum Start {
    /** After {@code INFO} in clear; who goes on in clear is turned away. */
    REQUIRED,
    /** After {@code INFO} in clear, if the client wants it. */
    OFFERED,
    /** At once; {@code INFO} is encrypted already. */
    HANDSHAKE_FIRST
  }

  /** Checks the ranges. */
  public TlsOptions {
    if (fallback.isNegative()) {
      throw new InvalidArgumentException(
          "TLS fallback delay must not be negative, got " + DurationText.of(fallback));
    }
    if (timeout.toMillis() < 1) {
      throw new InvalidArgumentException(
          "TLS time-out must be at least 1 ms, got " + DurationText.of(timeout));
    }
  }

  /** Required after {@code INFO}; clients need no certificate. */
  public static TlsOptions of(Path certificate, Path key) {
    return new TlsOptions(certificate, key, null, Start.REQUIRED, Duration.ZERO, TIMEOUT);
  }

  /** The same, and clients need a certificate that one of these signed. */
  public TlsOptions verify(Path authoritiesFile) {
    return new TlsOptions(certificate, key, authoritiesFile, start, fallback, timeout);
  }

  /** The same with another beginning. */
  public TlsOptions start(Start when) {
    return new TlsOptions(certificate, key, authorities, when, fallback, timeout);
  }

  /** The same; a client that has said nothing for {@code delay} is greeted in clear. */
  public TlsOptions fallback(Duration delay) {
    return new TlsOptions(certificate, key, authorities, start, delay, timeout);
  }

  /** The same with another longest time for a handshake. */
  public TlsOptions timeout(Duration longest) {
    return new TlsOptions(certificate, key, authorities, start, fallback, longest);
  }
}
