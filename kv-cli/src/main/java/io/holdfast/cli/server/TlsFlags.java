package io.holdfast.cli.server;

import io.holdfast.kv.InvalidArgumentException;
import io.holdfast.net.tls.TlsOptions;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** TLS as the command line names it: together it beats the section of a file. */
final class TlsFlags {
  @Option(
      names = "--tls-cert",
      paramLabel = "FILE",
      description =
          "Encrypt: the server's certificate and those that lead to its root, PEM; needs --tls-key.")
  private @Nullable Path certificate;

  @Option(
      names = "--tls-key",
      paramLabel = "FILE",
      description = "Its private key, PKCS #8 in PEM.")
  private @Nullable Path key;

  @Option(
      names = "--tls-ca",
      paramLabel = "FILE",
      description = "Ask clients for a certificate that one of these has signed, PEM.")
  private @Nullable Path authorities;

  /** What the command line asks for; {@code otherwise}, when it asks for nothing. */
  @Nullable TlsOptions or(@Nullable TlsOptions otherwise) {
    if (certificate == null && key == null && authorities == null) {
      return otherwise;
    }
    if (certificate == null || key == null) {
      throw new InvalidArgumentException(
          "TLS needs a certificate and its key: give both --tls-cert and --tls-key");
    }
    TlsOptions options = TlsOptions.of(certificate, key);
    return authorities == null ? options : options.verify(authorities);
  }

  boolean given() {
    return certificate != null;
  }
}
