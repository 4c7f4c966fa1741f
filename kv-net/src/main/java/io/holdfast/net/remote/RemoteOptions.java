package io.holdfast.net.remote;

import io.holdfast.kv.InvalidArgumentException;
import io.holdfast.kv.time.DurationText;
import io.holdfast.kv.time.Scheduler;
import io.holdfast.net.tls.ClientTls;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * How to reach a server and how patient to be. Immutable; made by {@link #to}. Never prints its
 * credentials.
 */
public final class RemoteOptions {
  /**
   * The longest request time-out: a server remembers the answers to our requests for 2 minutes
   * (guarantee G5), and a retry after that might be done twice.
   */
  public static final Duration LONGEST_REQUEST_TIMEOUT = Duration.ofSeconds(60);

  /** Of any other time here; a longer one is a mistake in a unit. */
  private static final Duration LONGEST_TIME = Duration.ofHours(1);

  private final Builder set;

  private RemoteOptions(Builder set) {
    this.set = set;
  }

  /**
   * Starts options for the servers at {@code urls}, such as {@code nats://127.0.0.1:4222}; several
   * are members of one cluster, tried in random order.
   *
   * @throws InvalidArgumentException when there is none, or one that is no URL of a server
   */
  public static Builder to(String... urls) {
    if (urls.length == 0) {
      throw new InvalidArgumentException(
          "no server named: give at least one URL such as nats://127.0.0.1:4222");
    }
    return new Builder(Arrays.stream(urls).map(ServerUrl::of).toList());
  }

  /** The servers, as they were given. */
  public List<String> urls() {
    return set.servers.stream().map(ServerUrl::text).toList();
  }

  List<ServerUrl> servers() {
    return set.servers;
  }

  /** The servers in one text, without the credentials that their URLs may carry. */
  String shownUrls() {
    return String.join(",", set.servers.stream().map(ServerUrl::toString).toList());
  }

  /** The name that servers show for this connection. */
  public String connectionName() {
    return set.connectionName;
  }

  /** Where callbacks run and delays are counted; empty: the store makes its own and closes it. */
  public Optional<Scheduler> scheduler() {
    return Optional.ofNullable(set.scheduler);
  }

  /**
   * Longest time from a call to its outcome, retries included; at most {@link
   * #LONGEST_REQUEST_TIMEOUT}.
   */
  public Duration requestTimeout() {
    return set.requestTimeout;
  }

  /**
   * Longest wait for one answer before the request is sent again, where that is safe; one longer
   * than the request time-out means a single attempt.
   */
  public Duration attemptTimeout() {
    return set.attemptTimeout;
  }

  /** Longest time for the first connection. */
  public Duration connectTimeout() {
    return set.connectTimeout;
  }

  /**
   * Pause before the first retry or reconnect, at least 10 ms; it doubles from then on. Each pause
   * is chosen at random between half and one and a half of that, so that clients that lost a server
   * together do not come back together.
   */
  public Duration firstBackoff() {
    return set.firstBackoff;
  }

  /** Longest pause between retries or reconnects. */
  public Duration longestBackoff() {
    return set.longestBackoff;
  }

  /**
   * Most requests in flight; further ones are refused, renewals and releases excepted (guarantee
   * G35).
   */
  public int maxInFlight() {
    return set.maxInFlight;
  }

  /** When the circuit breaker opens. */
  public BreakerOptions breaker() {
    return set.breaker;
  }

  /**
   * How often the server shows that a watch is alive; silence for two and a half of them counts as
   * dead (guarantee G23).
   */
  public Duration watchHeartbeat() {
    return set.watchHeartbeat;
  }

  /** Who is to hear of the connection; a new one at each call. */
  RemoteListener listener() {
    var registry = set.meters;
    return registry == null ? RemoteListener.NONE : new RemoteMeters(registry, set.connectionName);
  }

  Optional<ClientLogin> login() {
    return Optional.ofNullable(set.login);
  }

  /** How to encrypt, by what was set or by the URLs; empty: in clear. */
  Optional<SSLContext> tls() {
    SSLContext context = set.tls;
    return context == null && set.servers.stream().anyMatch(ServerUrl::encrypted)
        ? Optional.of(ClientTls.SYSTEM.context())
        : Optional.ofNullable(context);
  }

  /** Whether TLS begins before the server's greeting. */
  boolean tlsFirst() {
    return set.tlsFirst;
  }

  @Override
  public String toString() {
    return "RemoteOptions[" + shownUrls() + " as " + set.connectionName + "]";
  }

  /**
   * When calls fail at once instead of waiting for a server that does not answer.
   *
   * <p>Renewals, releases and the upkeep of watches pass it (guarantee G35), and an answer that
   * refuses is an answer.
   *
   * @param window newest calls that are looked at, 1 to {@link #WIDEST_WINDOW}
   * @param failurePercent share of them without an answer at which the breaker opens, 1 to 100
   * @param openFor how long it then refuses calls before it lets up to three through again, by
   *     which it closes or opens anew; positive, at most an hour
   */
  public record BreakerOptions(int window, int failurePercent, Duration openFor) {
    /** The widest window, in calls. */
    public static final int WIDEST_WINDOW = 10_000;

    /** Half of 20 calls; two seconds. */
    public static final BreakerOptions DEFAULT = new BreakerOptions(20, 50, Duration.ofSeconds(2));

    /** Checks the ranges. */
    public BreakerOptions {
      boolean counts =
          window >= 1 && window <= WIDEST_WINDOW && failurePercent >= 1 && failurePercent <= 100;
      if (!counts || !positive(openFor) || openFor.compareTo(LONGEST_TIME) > 0) {
        throw new InvalidArgumentException(
            "circuit breaker needs a window of 1 to 10000 calls, 1 to 100 percent and a positive"
                + " time of at most an hour, got "
                + window
                + ", "
                + failurePercent
                + ", "
                + DurationText.of(openFor));
      }
    }
  }

  private static boolean positive(Duration duration) {
    return !duration.isNegative() && !duration.isZero();
  }

  /** Collects options. Not thread-safe. */
  public static final class Builder implements Cloneable {
    private final List<ServerUrl> servers;
    private String connectionName = "holdfast";
    private @Nullable Scheduler scheduler;
    private Duration requestTimeout = Duration.ofSeconds(5);
    private Duration attemptTimeout = Duration.ofMillis(1500);
    private Duration connectTimeout = Duration.ofSeconds(5);
    private Duration firstBackoff = Duration.ofMillis(50);
    private Duration longestBackoff = Duration.ofSeconds(2);
    private int maxInFlight = 4096;
    private BreakerOptions breaker = BreakerOptions.DEFAULT;
    private Duration watchHeartbeat = Duration.ofSeconds(2);
    private @Nullable ClientLogin login;
    private @Nullable SSLContext tls;
    private boolean tlsFirst;
    private @Nullable MeterRegistry meters;

    private Builder(List<ServerUrl> servers) {
      this.servers = servers;
    }

    /** See {@link RemoteOptions#connectionName}. */
    public Builder connectionName(String name) {
      connectionName = name;
      return this;
    }

    /** See {@link RemoteOptions#scheduler}; it stays the caller's to close. */
    public Builder scheduler(Scheduler callers) {
      scheduler = callers;
      return this;
    }

    /**
     * See {@link RemoteOptions#requestTimeout}.
     *
     * @throws InvalidArgumentException when it is not positive or too long
     */
    public Builder requestTimeout(Duration limit) {
      if (limit.compareTo(LONGEST_REQUEST_TIMEOUT) > 0) {
        throw new InvalidArgumentException(
            "request time-out must be at most "
                + DurationText.of(LONGEST_REQUEST_TIMEOUT)
                + ", got "
                + DurationText.of(limit)
                + ": the server forgets the answers to older requests, so that a retry could be"
                + " done twice; call again after a time-out instead");
      }
      requestTimeout = checked("request time-out", limit);
      return this;
    }

    /** See {@link RemoteOptions#attemptTimeout}. */
    public Builder attemptTimeout(Duration limit) {
      attemptTimeout = checked("attempt time-out", limit);
      return this;
    }

    /** See {@link RemoteOptions#connectTimeout}. */
    public Builder connectTimeout(Duration limit) {
      connectTimeout = checked("connect time-out", limit);
      return this;
    }

    /**
     * See {@link RemoteOptions#firstBackoff} and {@link RemoteOptions#longestBackoff}.
     *
     * @throws InvalidArgumentException when one is not positive or above an hour, or the first is
     *     the longer
     */
    public Builder backoff(Duration first, Duration longest) {
      if (first.compareTo(longest) > 0) {
        throw new InvalidArgumentException(
            "first backoff must be at most the longest, "
                + DurationText.of(longest)
                + ", got "
                + DurationText.of(first));
      }
      firstBackoff = checked("first backoff", first);
      longestBackoff = checked("longest backoff", longest);
      return this;
    }

    /** See {@link RemoteOptions#maxInFlight}. */
    public Builder maxInFlight(int requests) {
      if (requests < 1) {
        throw new InvalidArgumentException(
            "requests in flight must be at least 1, got " + requests);
      }
      maxInFlight = requests;
      return this;
    }

    /** See {@link RemoteOptions#breaker}. */
    public Builder breaker(BreakerOptions options) {
      breaker = options;
      return this;
    }

    /** See {@link RemoteOptions#watchHeartbeat}; at least 100 ms, at most an hour. */
    public Builder watchHeartbeat(Duration interval) {
      if (interval.compareTo(Duration.ofMillis(100)) < 0) {
        throw new InvalidArgumentException(
            "watch heartbeat must be at least 100 ms, got " + DurationText.of(interval));
      }
      watchHeartbeat = checked("watch heartbeat", interval);
      return this;
    }

    /** Logs in as {@code user}. */
    public Builder user(String user, String password) {
      login = new ClientLogin.Password(user, password);
      return this;
    }

    /** Logs in with a token. */
    public Builder token(String token) {
      login = new ClientLogin.Token(token);
      return this;
    }

    /**
     * Logs in with the nkey whose seed, {@code SU…}, is on a line of {@code file}.
     *
     * @throws InvalidArgumentException when there is none
     */
    public Builder nkey(Path file) {
      login = ClientLogin.Key.ofSeed(file);
      return this;
    }

    /**
     * Logs in with a file of credentials (a JWT and a seed), as NATS servers with an operator want
     * it; a Holdfast server takes none.
     *
     * @throws InvalidArgumentException when it cannot be read
     */
    public Builder credentials(Path file) {
      login = ClientLogin.Key.ofCredentials(file);
      return this;
    }

    /**
     * Uses TLS with the keys and trust of {@code context}, which has to check the server's name
     * itself.
     */
    public Builder tls(SSLContext context) {
      tls = context;
      return this;
    }

    /**
     * Uses TLS with these files, and checks the server's name. Without it a URL that begins with
     * {@code tls://} means {@link ClientTls#SYSTEM}.
     *
     * @throws InvalidArgumentException when a file cannot be used
     */
    public Builder tls(ClientTls files) {
      tls = files.context();
      tlsFirst = files.first();
      return this;
    }

    /**
     * Shows calls, connection and watches in {@code registry}, tagged with {@link
     * RemoteOptions#connectionName}, by which stores that share a registry must differ. Default:
     * nowhere, at no cost.
     */
    public Builder meters(MeterRegistry registry) {
      meters = registry;
      return this;
    }

    /** The finished options. */
    public RemoteOptions build() {
      return new RemoteOptions(copy());
    }

    private Builder copy() {
      try {
        return (Builder) clone();
      } catch (CloneNotSupportedException e) {
        throw new AssertionError(e);
      }
    }

    private static Duration checked(String what, Duration duration) {
      if (!positive(duration) || duration.compareTo(LONGEST_TIME) > 0) {
        throw new InvalidArgumentException(
            what + " must be positive and at most an hour, got " + DurationText.of(duration));
      }
      return duration;
    }
  }
}
