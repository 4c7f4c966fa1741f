package io.holdfast.net.tls;

import io.holdfast.kv.InvalidArgumentException;
import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
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
    Path authorities = options.authorities();
    PemFiles.require("certificate", options.certificate());
    PemFiles.require("key", options.key());
    PemFiles.require("authorities", authorities);
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
      throw PemFiles.unusable(e, options.certificate(), options.key(), authorities);
    }
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
