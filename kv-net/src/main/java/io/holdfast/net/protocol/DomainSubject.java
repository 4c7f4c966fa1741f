package io.holdfast.net.protocol;

import java.util.Set;

/**
 * Subjects that name a JetStream domain: {@code $JS.<domain>.API.<rest>} stands for {@code
 * $JS.API.<rest>}, and {@code $JS.<domain>.API.$KV.<rest>} for {@code $KV.<rest>}, as clients write
 * them that were told a domain or a prefix of the API.
 */
public final class DomainSubject {
  private static final String ROOT = "$JS.";
  private static final String API = "API.";

  /** What follows {@code $JS.} elsewhere, and so is no domain. */
  private static final Set<String> RESERVED = Set.of("API", "ACK", "FC", "EVENT");

  private DomainSubject() {}

  /** The subject without its domain; {@code subject} itself when it names none. */
  public static String withoutDomain(String subject) {
    if (!subject.startsWith(ROOT)) {
      return subject;
    }
    int dot = subject.indexOf('.', ROOT.length());
    if (dot <= ROOT.length() || !subject.startsWith(API, dot + 1)) {
      return subject;
    }
    if (RESERVED.contains(subject.substring(ROOT.length(), dot))) {
      return subject;
    }
    String rest = subject.substring(dot + 1 + API.length());
    return rest.startsWith("$KV.") ? rest : ROOT + API + rest;
  }
}
