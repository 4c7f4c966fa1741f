package io.holdfast.net.access;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Lets clients in by the {@link AccessRules} of the moment. Thread-safe: the rules are one volatile
 * reference to an immutable value, replaced as a whole; what is counted and remembered is in
 * classes of its own, each of which says how it is shared.
 *
 * <p>Passwords in clear are compared at once. What takes long, bcrypt and signatures, is checked on
 * few threads of the gate's own, in turn by address, so that a flood from one address does not keep
 * others waiting; and a password once proved is recognised without its hash being computed again
 * (guarantee G39).
 */
public final class Gate implements AutoCloseable {
  private volatile AccessRules rules;
  private final SlowChecks slowChecks = new SlowChecks();
  private final FailureDelays delays = new FailureDelays(System::nanoTime);
  private final ProvenSecrets proven = new ProvenSecrets();
  private final AtomicInteger refused = new AtomicInteger();
  private final AtomicLong hashWork = new AtomicLong();

  /** A gate with these rules. */
  public Gate(AccessRules rules) {
    this.rules = rules;
  }

  /** The rules of this moment. */
  public AccessRules rules() {
    return rules;
  }

  /** Changes the rules for those who come, and for those who are asked about again. */
  public void rules(AccessRules changed) {
    rules = changed;
    proven.forget();
  }

  /** Whether somebody let in earlier may stay. */
  public boolean mayStay(Identity identity) {
    return rules.stillAdmit(identity);
  }

  /** How many were refused so far. */
  public int refused() {
    return refused.get();
  }

  /**
   * Decides about one client and tells {@code answer}, once: before this returns, or later on a
   * thread of the gate's. Never blocks.
   *
   * @param waiting whether the client is still there; a check for one that has gone is left out,
   *     and then {@code answer} is told nothing
   */
  public void check(Login login, BooleanSupplier waiting, Consumer<Verdict> answer) {
    AccessRules now = rules;
    Identity known = atOnce(now, login);
    if (known != null) {
      answer.accept(new Verdict.Admitted(known));
      return;
    }
    if (!takesTime(now, login)) {
      answer.accept(refusal(login));
      return;
    }
    boolean queued =
        slowChecks.offer(
            login.from(),
            () -> {
              if (waiting.getAsBoolean()) {
                User user = slowly(now, login);
                answer.accept(
                    user == null ? refusal(login) : new Verdict.Admitted(user.identity()));
              }
            });
    if (!queued) {
      answer.accept(refusal(login));
    }
  }

  /** Whom no slow check is needed for; null: nobody is known yet. */
  private @Nullable Identity atOnce(AccessRules now, Login login) {
    if (!now.requireLogin()) {
      return Identity.ANYONE;
    }
    if (login.other()) {
      return null;
    }
    if (now.mapCertificates()) {
      User user = now.firstOf(login.certificateNames());
      return user == null
          ? null
          : new Identity(user.name(), user.permissions(), new Proof.Certificate());
    }
    User named = named(now, login);
    if (named != null && login.nkey().isEmpty() && named.proof() instanceof Proof.Password known) {
      Secret secret = known.secret();
      String presented = presented(now, login);
      boolean right = secret.isSlow() ? proven.knows(secret, presented) : secret.matches(presented);
      return right ? named.identity() : null;
    }
    return null;
  }

  /**
   * Where some passwords take time to check, every wrong one and every unknown user does, so that
   * the time tells nothing.
   */
  private static boolean takesTime(AccessRules now, Login login) {
    return !login.other()
        && !now.mapCertificates()
        && (!login.nkey().isEmpty() || now.slowestCost() > 0);
  }

  private @Nullable User slowly(AccessRules now, Login login) {
    if (!login.nkey().isEmpty()) {
      User user = now.user(login.nkey());
      return user != null
              && user.proof() instanceof Proof.Key known
              && known.key().hasSigned(login.nonce(), login.signature())
          ? user
          : null;
    }
    User named = named(now, login);
    String presented = presented(now, login);
    if (named != null && named.proof() instanceof Proof.Password known && known.secret().isSlow()) {
      if (!matches(known.secret(), presented)) {
        return null;
      }
      proven.add(known.secret(), presented);
      return named;
    }
    matches(Secret.decoy(now.slowestCost()), presented);
    return null;
  }

  private boolean matches(Secret slow, String presented) {
    hashWork.addAndGet(1L << slow.cost());
    return slow.matches(presented);
  }

  /** The work of all slow checks so far, in rounds of bcrypt. */
  long hashWork() {
    return hashWork.get();
  }

  private static @Nullable User named(AccessRules now, Login login) {
    User holder = now.tokenHolder();
    return holder == null ? now.user(login.user()) : holder;
  }

  private static String presented(AccessRules now, Login login) {
    return now.tokenHolder() == null ? login.password() : login.token();
  }

  private Verdict refusal(Login login) {
    refused.incrementAndGet();
    Duration byAddress = delays.failed(login.from());
    Duration byName = login.user().isEmpty() ? Duration.ZERO : delays.failed(login.user());
    return new Verdict.Refused(byAddress.compareTo(byName) > 0 ? byAddress : byName);
  }

  /** Ends the threads; checks that wait are left out. */
  @Override
  public void close() {
    slowChecks.close();
  }
}
