package io.holdfast.net.tls;

import io.holdfast.kv.InvalidArgumentException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What is said about files of certificates and keys that cannot be used. */
final class PemFiles {
  private PemFiles() {}

  /** Refuses {@code file} when it cannot be read; null: none is asked for. */
  static void require(String what, @Nullable Path file) {
    if (file != null && !Files.isReadable(file)) {
      throw new InvalidArgumentException(
          "TLS "
              + what
              + " file "
              + file
              + (Files.exists(file) ? " cannot be read by this user" : " does not exist")
              + ": name a file in PEM form");
    }
  }

  /** Nulls among {@code files}: none is asked for. */
  static InvalidArgumentException unusable(Throwable failure, @Nullable Path... files) {
    return new InvalidArgumentException(
        "TLS files "
            + Arrays.stream(files)
                .filter(Objects::nonNull)
                .map(String::valueOf)
                .collect(Collectors.joining(" and "))
            + " cannot be used: "
            + cause(failure)
            + "; expected certificates and an unencrypted PKCS #8 key in PEM"
            + " ('openssl pkcs8 -topk8 -nocrypt -in OLD -out NEW' makes one of another key)",
        failure);
  }

  private static String cause(Throwable failure) {
    Throwable cause = failure;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    return cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
  }
}
