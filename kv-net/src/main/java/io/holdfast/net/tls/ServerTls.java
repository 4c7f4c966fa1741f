package io.holdfast.net.tls;

import io.holdfast.kv.InvalidArgumentException;
import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;

/**
 * Certificates and keys as they were read from their files, ready to be used for connections.
 * Immutable, and so thread-safe.
 */
public final class ServerTls {
  private static final List<String> PROTOCOLS = List.of("TLSv1.3", "TLSv1.2");

  private final TlsOptions options;
  private final SslContext context;

  private ServerTls(TlsOptions options, SslContext context) {
    this.options = options;
    this.context = context;
  }

  /**
   * Reads the files. Blocks.
   *
   * @throws InvalidArgumentException when one is missing, or is not what it should be
   */
  public static ServerTls load(TlsOptions options) {
    requireReadable("certificate", options.certificate());
    requireReadable("key", options.key());
    Path authorities = options.authorities();
    if (authorities != null) {
      requireReadable("authorities", authorities);
    }
    try {
      var builder =
          SslContextBuilder.forServer(options.certificate().toFile(), options.key().toFile())
              .sslProvider(SslProvider.JDK)
              .protocols(PROTOCOLS);
      if (authorities != null) {
        builder.trustManager(authorities.toFile()).clientAuth(ClientAuth.REQUIRE);
      }
      return new ServerTls(options, builder.build());
    } catch (IllegalArgumentException | SSLException e) {
      throw new InvalidArgumentException(
          "TLS files "
              + options.certificate()
              + " and "
              + options.key()
              + (authorities == null ? "" : " and " + authorities)
              + " cannot be used: "
              + cause(e)
              + "; expected certificates and an unencrypted PKCS #8 key in PEM"
              + " ('openssl pkcs8 -topk8 -nocrypt -in OLD -out NEW' makes one of another key)",
          e);
    }
  }

  private static void requireReadable(String what, Path file) {
    if (!Files.isReadable(file)) {
      throw new InvalidArgumentException(
          "TLS "
              + what
              + " file "
              + file
              + (Files.exists(file) ? " cannot be read by this user" : " does not exist")
              + ": name a file in PEM form");
    }
  }

  private static String cause(Throwable failure) {
    Throwable cause = failure;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    return cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
  }

  /** How it is to be used. */
  public TlsOptions options() {
    return options;
  }

  /** Does the handshake, then encrypts, for one connection. */
  SslHandler handler(ByteBufAllocator allocator) {
    SslHandler handler = context.newHandler(allocator);
    handler.setHandshakeTimeout(options.timeout().toMillis(), TimeUnit.MILLISECONDS);
    return handler;
  }
}
