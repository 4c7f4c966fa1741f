package io.holdfast.net.extension;

import java.util.Optional;

/**
 * What a request subject names: {@code $HOLDFAST.API.<verb>.<bucket>}. Immutable.
 *
 * @param verb what is asked
 * @param bucket which bucket is meant; empty for {@link Verb#INFO}, which concerns the server
 */
public record ExtensionSubject(Verb verb, String bucket) {
  /** What every subject of the extension begins with. */
  public static final String PREFIX = "$HOLDFAST.API.";

  /** The requests there are. */
  public enum Verb {
    /** The server: which version of the extension it speaks and what its store gives. */
    INFO,
    /** A transaction. */
    TXN,
    /** A bucket as it stands. */
    STATUS,
    /** Entries at one revision. */
    LIST,
    /** One entry. */
    GET
  }

  /** The subject of a request that concerns {@code bucket}. */
  public static String of(Verb verb, String bucket) {
    return PREFIX + verb + "." + bucket;
  }

  /** The subject that asks about the server. */
  public static String info() {
    return PREFIX + Verb.INFO;
  }

  /** Reads a subject; empty when it names no request. */
  public static Optional<ExtensionSubject> parse(String subject) {
    if (!subject.startsWith(PREFIX)) {
      return Optional.empty();
    }
    String rest = subject.substring(PREFIX.length());
    if (rest.equals(Verb.INFO.name())) {
      return Optional.of(new ExtensionSubject(Verb.INFO, ""));
    }
    int dot = rest.indexOf('.');
    if (dot < 0 || dot == rest.length() - 1 || rest.indexOf('.', dot + 1) >= 0) {
      return Optional.empty();
    }
    String verb = rest.substring(0, dot);
    for (Verb known : Verb.values()) {
      if (known != Verb.INFO && known.name().equals(verb)) {
        return Optional.of(new ExtensionSubject(known, rest.substring(dot + 1)));
      }
    }
    return Optional.empty();
  }
}
