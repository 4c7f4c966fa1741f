package io.holdfast.net.server;

import io.holdfast.kv.InvalidArgumentException;
import io.holdfast.net.tls.ServerTls;
import io.holdfast.net.tls.TlsOptions;
import org.jspecify.annotations.Nullable;

/**
 * The certificates that the next client meets. Thread-safe: one volatile reference to an immutable
 * value; written by whoever reloads, one at a time.
 */
final class LiveTls {
  private volatile @Nullable ServerTls current;

  /** Reads the files; null: no TLS. */
  LiveTls(@Nullable TlsOptions options) {
    current = options == null ? null : ServerTls.load(options);
  }

  @Nullable ServerTls current() {
    return current;
  }

  /** Reads the files again, which may have other names now. */
  void reload(@Nullable TlsOptions options) {
    ServerTls before = current;
    if ((before == null) != (options == null)
        || (before != null && options != null && !sameWay(before.options(), options))) {
      throw new InvalidArgumentException(
          "TLS cannot be turned on or off, nor begin at another time, while the server runs: stop"
              + " it and start it again");
    }
    if (options != null) {
      current = ServerTls.load(options);
    }
  }

  private static boolean sameWay(TlsOptions before, TlsOptions now) {
    return before.start() == now.start()
        && (before.authorities() == null) == (now.authorities() == null);
  }
}
