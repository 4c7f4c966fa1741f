package io.holdfast.cli;

import io.holdfast.kv.InvalidArgumentException;
import io.holdfast.net.remote.RemoteOptions;
import io.holdfast.net.tls.ClientTls;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/**
 * How a command shows its server who it is, and how it encrypts. A secret comes from a file or the
 * environment, never from an argument, which every user of the machine could see.
 */
final class LoginOptions {
  @Option(
      names = "--user",
      paramLabel = "NAME",
      description =
          "Log in as this user (HOLDFAST_USER), with the password in HOLDFAST_PASSWORD or --password-file.")
  private @Nullable String user;

  @Option(
      names = "--password-file",
      paramLabel = "FILE",
      description = "File whose first line is the password.")
  private @Nullable Path passwordFile;

  @Option(
      names = "--token-file",
      paramLabel = "FILE",
      description = "Log in with the token on the first line of this file (HOLDFAST_TOKEN).")
  private @Nullable Path tokenFile;

  @Option(
      names = "--nkey",
      paramLabel = "FILE",
      description = "Log in with the nkey whose seed is in this file (HOLDFAST_NKEY).")
  private @Nullable Path nkey;

  @Option(
      names = "--creds",
      paramLabel = "FILE",
      description = "Log in to a NATS server with this file of credentials (HOLDFAST_CREDS).")
  private @Nullable Path credentials;

  @Option(
      names = "--tls-ca",
      paramLabel = "FILE",
      description =
          "Encrypt, and trust servers whose certificate one of these has signed, PEM"
              + " (HOLDFAST_TLS_CA); a tls:// URL alone trusts whom Java does.")
  private @Nullable Path authorities;

  @Option(
      names = "--tls-cert",
      paramLabel = "FILE",
      description = "Show this certificate, PEM (HOLDFAST_TLS_CERT); needs --tls-key.")
  private @Nullable Path certificate;

  @Option(
      names = "--tls-key",
      paramLabel = "FILE",
      description = "Its private key, PKCS #8 in PEM (HOLDFAST_TLS_KEY).")
  private @Nullable Path key;

  @Option(
      names = "--tls-first",
      description = "Begin TLS at once, for a server that is set to handshake first.")
  private boolean first;

  /** Has {@code options} log in and encrypt so. A flag beats the whole of the environment. */
  void at(RemoteOptions.Builder options) {
    login(options);
    encrypt(options);
  }

  private void login(RemoteOptions.Builder options) {
    boolean other = Stream.of(tokenFile, nkey, credentials).anyMatch(Objects::nonNull);
    boolean byFlag = other || user != null;
    String name = other ? user : or(user, "HOLDFAST_USER");
    String token = tokenFile == null ? unless(byFlag, "HOLDFAST_TOKEN") : firstLine(tokenFile);
    Path seed = nkey == null ? path(unless(byFlag, "HOLDFAST_NKEY")) : nkey;
    Path file = credentials == null ? path(unless(byFlag, "HOLDFAST_CREDS")) : credentials;
    List<String> ways = new ArrayList<>();
    add(ways, "a user", name);
    add(ways, "a token", token);
    add(ways, "an nkey", seed);
    add(ways, "credentials", file);
    if (ways.size() > 1) {
      throw new InvalidArgumentException(
          "there are several ways to log in, " + String.join(" and ", ways) + ": choose one");
    }
    if (passwordFile != null && name == null) {
      throw new InvalidArgumentException(
          "--password-file needs a user: give --user or HOLDFAST_USER");
    }
    if (name != null) {
      options.user(name, password(name));
    } else if (token != null) {
      options.token(token);
    } else if (seed != null) {
      options.nkey(seed);
    } else if (file != null) {
      options.credentials(file);
    }
  }

  private static void add(List<String> ways, String way, @Nullable Object given) {
    if (given != null) {
      ways.add(way);
    }
  }

  private String password(String name) {
    String found =
        passwordFile == null ? unless(false, "HOLDFAST_PASSWORD") : firstLine(passwordFile);
    if (found == null) {
      throw new InvalidArgumentException(
          "user '" + name + "' has no password: set HOLDFAST_PASSWORD, or give --password-file");
    }
    return found;
  }

  private void encrypt(RemoteOptions.Builder options) {
    Path trusted = authorities == null ? path(unless(false, "HOLDFAST_TLS_CA")) : authorities;
    boolean own = certificate != null || key != null;
    Path shown = own ? certificate : path(unless(false, "HOLDFAST_TLS_CERT"));
    Path secret = own ? key : path(unless(false, "HOLDFAST_TLS_KEY"));
    if (trusted != null || shown != null || secret != null || first) {
      options.tls(new ClientTls(trusted, shown, secret, first));
    }
  }

  private static @Nullable String or(@Nullable String flag, String variable) {
    return flag == null ? unless(false, variable) : flag;
  }

  /** The variable of the environment, unless something beats it; an empty one is none. */
  private static @Nullable String unless(boolean beaten, String variable) {
    String value = beaten ? null : System.getenv(variable);
    return value == null || value.isEmpty() ? null : value;
  }

  private static @Nullable Path path(@Nullable String name) {
    return name == null ? null : Path.of(name);
  }

  private static String firstLine(Path file) {
    try (BufferedReader reader = Files.newBufferedReader(file)) {
      String line = reader.readLine();
      if (line == null || line.isEmpty()) {
        throw new InvalidArgumentException(
            file + " begins with an empty line, expected a password or token there");
      }
      return line;
    } catch (IOException e) {
      throw new InvalidArgumentException(
          file + " cannot be read: name a file whose first line is the password or token", e);
    }
  }
}
