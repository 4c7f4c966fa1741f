package io.holdfast.net.access;

/** What a client has to show to be a user. Immutable; compared by content; never prints itself. */
public sealed interface Proof {
  /** Nothing. */
  record None() implements Proof {}

  /** A password or token. */
  record Password(Secret secret) implements Proof {}

  /** A signature by the key of which this is the public part. */
  record Key(Nkey key) implements Proof {}

  /** A TLS certificate that carries the user's name. */
  record Certificate() implements Proof {}
}
