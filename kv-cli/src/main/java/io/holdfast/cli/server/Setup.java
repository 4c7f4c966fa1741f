package io.holdfast.cli.server;

import io.holdfast.cli.config.ServerConfig;
import io.holdfast.kv.InvalidArgumentException;
import io.holdfast.net.tls.TlsOptions;
import io.holdfast.raft.storage.PlainReason;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Where a server's settings come from, so that they can be read again. Immutable.
 *
 * @param file the configuration; null: there is none
 * @param tls what beats its section for TLS
 */
record Setup(@Nullable Path file, TlsFlags tls) {
  /**
   * Reads the file.
   *
   * @throws UnreadableException when it cannot be read
   * @throws InvalidArgumentException when something in it is wrong
   */
  ServerConfig read() {
    if (file == null) {
      return ServerConfig.NONE;
    }
    try {
      return ServerConfig.read(file);
    } catch (IOException e) {
      throw new UnreadableException(file, e);
    }
  }

  /** How {@code config} and the flags together encrypt. */
  @Nullable TlsOptions tls(ServerConfig config) {
    return tls.or(config.tls());
  }

  /** Whether there is anything that could be read again. */
  boolean reloadable() {
    return file != null || tls.given();
  }

  /** The configuration, or a file that it includes, cannot be read: a fault of this machine. */
  static final class UnreadableException extends RuntimeException {
    private static final long serialVersionUID = 1;

    UnreadableException(Path file, IOException cause) {
      super(
          "configuration file "
              + named(file, cause)
              + ": "
              + PlainReason.of(cause)
              + "; name one that this user can read with --config",
          cause);
    }

    private static String named(Path file, IOException cause) {
      return cause instanceof FileSystemException known && known.getFile() != null
          ? known.getFile()
          : file.toString();
    }
  }
}
