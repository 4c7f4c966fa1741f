package io.holdfast.net.remote;

import io.holdfast.kv.InvalidArgumentException;
import io.holdfast.net.access.NkeySeed;
import io.nats.client.AuthHandler;
import io.nats.client.Options;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a connection presents to its server. Immutable; never printed. */
sealed interface ClientLogin {
  /** Presents it from now on. */
  void at(Options.Builder library);

  /** A user with a password. */
  record Password(String user, String password) implements ClientLogin {
    @Override
    public void at(Options.Builder library) {
      library.userInfo(user.toCharArray(), password.toCharArray());
    }

    @Override
    public String toString() {
      return "Password[" + user + "]";
    }
  }

  /** A token. */
  record Token(String token) implements ClientLogin {
    @Override
    public void at(Options.Builder library) {
      library.token(token.toCharArray());
    }

    @Override
    public String toString() {
      return "Token[not shown]";
    }
  }

  /**
   * A key that signs what the server greets with.
   *
   * @param jwt who vouches for the key, for NATS servers with an operator; empty: nobody
   */
  record Key(NkeySeed seed, String jwt) implements ClientLogin, AuthHandler {
    private static final Pattern SEED =
        Pattern.compile("^\\s*(SU[A-Z2-7]+)\\s*$", Pattern.MULTILINE);
    private static final Pattern JWT =
        Pattern.compile("-BEGIN NATS USER JWT-+\\s+(\\S+)\\s+-+END NATS USER JWT-");

    /** The seed in {@code file}. */
    static Key ofSeed(Path file) {
      return new Key(seed(file, text(file)), "");
    }

    /** The JWT and the seed in a file of credentials, as NATS tools write it. */
    static Key ofCredentials(Path file) {
      String text = text(file);
      Matcher jwt = JWT.matcher(text);
      if (!jwt.find()) {
        throw new InvalidArgumentException(
            "credentials file "
                + file
                + " has no part between BEGIN NATS USER JWT and END NATS USER JWT: name one that a"
                + " NATS tool has written; for a seed alone use an nkey");
      }
      return new Key(seed(file, text), jwt.group(1));
    }

    private static NkeySeed seed(Path file, String text) {
      Matcher seed = SEED.matcher(text);
      if (!seed.find()) {
        throw new InvalidArgumentException(
            "file " + file + " has no user's seed: expected a line that begins with SU");
      }
      try {
        return NkeySeed.of(seed.group(1));
      } catch (InvalidArgumentException e) {
        throw new InvalidArgumentException("file " + file + ": " + e.getMessage(), e);
      }
    }

    private static String text(Path file) {
      try {
        return Files.readString(file, StandardCharsets.US_ASCII);
      } catch (IOException e) {
        throw new InvalidArgumentException(
            "file "
                + file
                + (Files.exists(file) ? " cannot be read as text" : " does not exist")
                + ": name one with a user's seed",
            e);
      }
    }

    @Override
    public void at(Options.Builder library) {
      library.authHandler(this);
    }

    @Override
    public byte[] sign(byte[] nonce) {
      return seed.sign(nonce);
    }

    @Override
    public char[] getID() {
      return seed.publicKey().text().toCharArray();
    }

    @Override
    public char[] getJWT() {
      return jwt.toCharArray();
    }

    @Override
    public String toString() {
      return "Key[not shown]";
    }
  }
}
