package io.holdfast.net.access;

import java.time.Duration;

/** What became of a {@link Login}. */
public sealed interface Verdict {
  /** The client is who it says. */
  record Admitted(Identity identity) implements Verdict {}

  /**
   * It is not, or it is not known to be. All refusals look alike to the client, so that it cannot
   * tell an unknown user from a wrong password (guarantee G39).
   *
   * @param toldAfter how long the client is kept waiting for it; grows with the failures of its
   *     address and of the user it names
   */
  record Refused(Duration toldAfter) implements Verdict {}
}
