package io.holdfast.net.tls;

import io.holdfast.kv.InvalidArgumentException;
import io.netty.handler.ssl.JdkSslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/**
 * How a client encrypts: whom it trusts and what it shows. The name of the server is always checked
 * (guarantee G42). Immutable.
 *
 * @param authorities file with the certificates that servers' must come from, PEM; null: those that
 *     this JVM trusts
 * @param certificate file with the client's certificate and those that lead to its root, PEM; null:
 *     it shows none
 * @param key file with the key of that certificate, PEM (PKCS #8, not encrypted)
 * @param first whether TLS begins at once instead of after the server's greeting
 */
public record ClientTls(
    @Nullable Path authorities, @Nullable Path certificate, @Nullable Path key, boolean first) {
  /** What this JVM trusts; no certificate of its own. */
  public static final ClientTls SYSTEM = new ClientTls(null, null, null, false);

  /** Checks that certificate and key go together. */
  public ClientTls {
    if ((certificate == null) != (key == null)) {
      throw new InvalidArgumentException(
          "a client's certificate needs its key, and the key its certificate: name both files");
    }
  }

  /** The same; servers' certificates must come from one of these. */
  public ClientTls trust(Path file) {
    return new ClientTls(file, certificate, key, first);
  }

  /** The same; the client shows this certificate. */
  public ClientTls show(Path certificateFile, Path keyFile) {
    return new ClientTls(authorities, certificateFile, keyFile, first);
  }

  /** The same; TLS begins at once, for servers that are set to handshake first. */
  public ClientTls atOnce() {
    return new ClientTls(authorities, certificate, key, true);
  }

  /**
   * Reads the files. Blocks.
   *
   * @throws InvalidArgumentException when one cannot be used
   */
  public SSLContext context() {
    PemFiles.require("authorities", authorities);
    PemFiles.require("certificate", certificate);
    PemFiles.require("key", key);
    try {
      var builder =
          SslContextBuilder.forClient()
              .sslProvider(SslProvider.JDK)
              .trustManager(new CheckedNames(trusted()));
      if (certificate != null && key != null) {
        builder.keyManager(certificate.toFile(), key.toFile());
      }
      return ((JdkSslContext) builder.build()).context();
    } catch (GeneralSecurityException | IOException | IllegalArgumentException e) {
      throw PemFiles.unusable(e, certificate, key, authorities);
    }
  }

  private X509ExtendedTrustManager trusted() throws GeneralSecurityException, IOException {
    var factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(authorities == null ? null : store(authorities));
    for (TrustManager manager : factory.getTrustManagers()) {
      if (manager instanceof X509ExtendedTrustManager found) {
        return found;
      }
    }
    throw new GeneralSecurityException("this JVM cannot check certificates");
  }

  private static KeyStore store(Path file) throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
    store.load(null, null);
    try (InputStream in = Files.newInputStream(file)) {
      int count = 0;
      for (Certificate each : CertificateFactory.getInstance("X.509").generateCertificates(in)) {
        store.setCertificateEntry("authority-" + ++count, each);
      }
      if (count == 0) {
        throw new GeneralSecurityException("no certificate in " + file);
      }
    }
    return store;
  }
}
