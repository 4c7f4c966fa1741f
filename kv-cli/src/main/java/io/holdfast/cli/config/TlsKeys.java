package io.holdfast.cli.config;

import io.holdfast.net.tls.TlsOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The section {@code tls}.
 *
 * @param mapped whether a user is whoever's name is in the client's certificate
 */
record TlsKeys(@Nullable TlsOptions options, boolean mapped) {
  private static final Duration FALLBACK = Duration.ofMillis(50);
  private static final Set<String> WORDS = Set.of("true", "yes", "on", "false", "no", "off");

  /** Reads {@code tls}, and {@code allow_non_tls} beside it. */
  static TlsKeys of(Fields top) {
    Node node = top.node("tls");
    boolean offered = top.flag("allow_non_tls");
    if (node == null) {
      Node alone = top.node("allow_non_tls");
      if (offered && alone != null) {
        throw top.wrong(alone, "allow_non_tls", "has no tls beside it: add it, or remove the key");
      }
      return new TlsKeys(null, false);
    }
    return of(top.section(node, "tls"), node, offered);
  }

  private static TlsKeys of(Fields fields, Node node, boolean offered) {
    Path certificate = file(fields, node, "cert_file");
    Path key = file(fields, node, "key_file");
    Path authorities = fields.path("ca_file");
    boolean mapped = fields.flag("verify_and_map");
    boolean verify = fields.flag("verify") || mapped;
    if (verify && authorities == null) {
      throw fields.wrong(
          node, "ca_file", "is missing: name the certificates that clients' must come from");
    }
    if (!verify && authorities != null) {
      throw fields.wrong(
          node,
          "verify",
          "is not true, so that ca_file would do nothing: add it, or remove ca_file");
    }
    TlsOptions options = TlsOptions.of(certificate, key);
    if (authorities != null) {
      options = options.verify(authorities);
    }
    if (offered) {
      options = options.start(TlsOptions.Start.OFFERED);
    }
    options = beginning(fields, options, offered);
    Duration timeout = fields.duration(Duration.ofMillis(1), "timeout");
    fields.end();
    return new TlsKeys(timeout == null ? options : options.timeout(timeout), mapped);
  }

  private static Path file(Fields fields, Node section, String key) {
    Path file = fields.path(key);
    if (file == null) {
      throw fields.wrong(section, key, "is missing: name a file in PEM form");
    }
    return file;
  }

  /** {@code handshake_first}: true, false, "auto", or how long to wait before greeting in clear. */
  private static TlsOptions beginning(Fields fields, TlsOptions options, boolean offered) {
    Node node = fields.node("handshake_first");
    if (node == null) {
      return options;
    }
    String word = fields.text(node, "handshake_first").toLowerCase(Locale.ROOT);
    if (WORDS.contains(word) && !fields.flag("handshake_first")) {
      return options;
    }
    if (offered) {
      throw fields.wrong(node, "handshake_first", "contradicts allow_non_tls: choose one of them");
    }
    TlsOptions first = options.start(TlsOptions.Start.HANDSHAKE_FIRST);
    if (WORDS.contains(word)) {
      return first;
    }
    return first.fallback(
        word.equals("auto")
            ? FALLBACK
            : fields.duration(node, Duration.ofMillis(1), "handshake_first"));
  }
}
