package io.holdfast.net.access;

import io.holdfast.kv.InvalidArgumentException;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.security.auth.x500.X500Principal;
import org.jspecify.annotations.Nullable;

/**
 * Who may connect to a server. Immutable.
 *
 * <p>Without a user and a token nobody is asked for a name, and everybody may do everything.
 */
public final class AccessRules {
  /** How long a client may take to introduce itself. */
  public static final Duration TIMEOUT = Duration.ofSeconds(2);

  /** Nobody is asked for a name. */
  public static final AccessRules OPEN = new AccessRules(Map.of(), null, false, TIMEOUT);

  private final Map<String, User> users;
  private final @Nullable User tokenHolder;
  private final boolean byCertificate;
  private final Duration timeout;
  private final int slowestCost;

  private AccessRules(
      Map<String, User> users,
      @Nullable User tokenHolder,
      boolean byCertificate,
      Duration timeout) {
    this.users = users;
    this.tokenHolder = tokenHolder;
    this.byCertificate = byCertificate;
    this.timeout = timeout;
    this.slowestCost =
        tokenHolder == null
            ? users.values().stream().mapToInt(AccessRules::cost).max().orElse(0)
            : cost(tokenHolder);
  }

  private static int cost(User user) {
    return user.proof() instanceof Proof.Password password ? password.secret().cost() : 0;
  }

  /**
   * Only these users.
   *
   * @throws InvalidArgumentException when there is none, or two have one name
   */
  public static AccessRules ofUsers(Collection<User> users) {
    if (users.isEmpty()) {
      throw new InvalidArgumentException(
          "the list of users is empty, so nobody could connect: name one, or leave the list out");
    }
    var byName = new LinkedHashMap<String, User>();
    for (User user : users) {
      if (byName.put(canonical(user.name()), user) != null) {
        throw new InvalidArgumentException(
            "user '" + user.name() + "' is there twice: remove one, or give it another name");
      }
    }
    return new AccessRules(byName, null, false, TIMEOUT);
  }

  /** Whoever knows {@code token}, in clear or as a bcrypt hash. */
  public static AccessRules ofToken(String token, Permissions permissions) {
    return new AccessRules(
        Map.of(),
        new User("token", new Proof.Password(Secret.of(token)), permissions),
        false,
        TIMEOUT);
  }

  /** The same, but a user is whoever's name is in the client's TLS certificate. */
  public AccessRules byCertificate() {
    return new AccessRules(users, tokenHolder, true, timeout);
  }

  /** The same with another time for a client to introduce itself. */
  public AccessRules timeout(Duration limit) {
    return new AccessRules(users, tokenHolder, byCertificate, limit);
  }

  /** Whether a client has to show anything. */
  public boolean requireLogin() {
    return !users.isEmpty() || tokenHolder != null;
  }

  /** Whether an nkey may be shown, so that clients need a nonce to sign. */
  public boolean takeNkeys() {
    return users.values().stream().anyMatch(user -> user.proof() instanceof Proof.Key);
  }

  /** How long a client may take to introduce itself. */
  public Duration timeout() {
    return timeout;
  }

  boolean mapCertificates() {
    return byCertificate;
  }

  @Nullable User tokenHolder() {
    return tokenHolder;
  }

  /** The user of that name, or null. */
  @Nullable User user(String name) {
    return users.get(canonical(name));
  }

  /** The first user with one of these names, or null. */
  @Nullable User firstOf(List<String> names) {
    for (String name : names) {
      User user = user(name);
      if (user != null) {
        return user;
      }
    }
    return null;
  }

  /** The bcrypt cost that the slowest user's password has; 0: none is slow. */
  int slowestCost() {
    return slowestCost;
  }

  /** Whether somebody let in earlier would be let in now, with the same permissions. */
  boolean stillAdmit(Identity identity) {
    if (!requireLogin()) {
      return identity.equals(Identity.ANYONE);
    }
    User now = tokenHolder == null ? user(identity.name()) : tokenHolder;
    if (now == null || !now.permissions().equals(identity.permissions())) {
      return false;
    }
    return identity.proof() instanceof Proof.Certificate
        ? byCertificate && now.name().equals(identity.name())
        : !byCertificate && now.identity().equals(identity);
  }

  /** The same distinguished name can be written in several ways. */
  private static String canonical(String name) {
    if (name.indexOf('=') < 0) {
      return name;
    }
    try {
      return new X500Principal(name).getName(X500Principal.CANONICAL);
    } catch (IllegalArgumentException e) {
      return name;
    }
  }

  @Override
  public String toString() {
    return "AccessRules[" + (requireLogin() ? users.keySet() : "open") + "]";
  }
}
