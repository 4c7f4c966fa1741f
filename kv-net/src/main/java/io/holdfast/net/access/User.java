package io.holdfast.net.access;

/**
 * Somebody who may connect. Immutable.
 *
 * @param name unique; of a user with an nkey, its public key
 * @param proof what it has to show
 * @param permissions what it may do
 */
public record User(String name, Proof proof, Permissions permissions) {
  /** A user with a password, in clear or as a bcrypt hash. */
  public static User withPassword(String name, String password, Permissions permissions) {
    return new User(name, new Proof.Password(Secret.of(password)), permissions);
  }

  /** A user who signs with an nkey; {@code publicKey} is its text, {@code U…}. */
  public static User withNkey(String publicKey, Permissions permissions) {
    return new User(publicKey, new Proof.Key(new Nkey(publicKey)), permissions);
  }

  Identity identity() {
    return new Identity(name, permissions, proof);
  }
}
