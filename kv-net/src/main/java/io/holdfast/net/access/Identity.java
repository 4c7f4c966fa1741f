package io.holdfast.net.access;

/**
 * Who a client has proved to be. Immutable; never prints a secret.
 *
 * @param name of the user, for people; empty: nobody in particular
 * @param permissions what it may do
 * @param proof what it was let in by: as long as the rules hold one that is equal, the client may
 *     stay
 */
public record Identity(String name, Permissions permissions, Proof proof) {
  /** A client of a server that asks nobody for a name. */
  public static final Identity ANYONE = new Identity("", Permissions.ALL, new Proof.None());

  @Override
  public String toString() {
    return name.isEmpty() ? "anyone" : "user '" + name + "'";
  }
}
