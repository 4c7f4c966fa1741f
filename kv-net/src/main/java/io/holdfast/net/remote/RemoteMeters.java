package io.holdfast.net.remote;

import io.holdfast.kv.IndeterminateException;
import io.holdfast.kv.OverloadedException;
import io.holdfast.kv.UnavailableException;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * The meters of a store over the network, all there from the start, tagged with the connection's
 * name: two stores of one process that share a registry need two names. Thread-safe, as meters are.
 */
final class RemoteMeters implements RemoteListener {
  /** What a call asks for, as its meter is tagged. */
  private enum Kind {
    READ,
    /** May change something on the server, be it only the state of a watch there. */
    CHANGE;

    static Kind of(Call call) {
      return call.effect() == Call.Effect.READ ? READ : CHANGE;
    }
  }

  /** What became of a call, as its meter is tagged. */
  private enum Ending {
    /** By the server, be it with a refusal. */
    ANSWERED,
    OVERLOADED,
    UNAVAILABLE,
    INDETERMINATE,
    /** The server does not permit it, or it cannot be sent. */
    FAILED;

    static Ending of(@Nullable Throwable failure) {
      if (failure == null) {
        return ANSWERED;
      }
      if (failure instanceof IndeterminateException) {
        return INDETERMINATE;
      }
      if (failure instanceof OverloadedException) {
        return OVERLOADED;
      }
      return failure instanceof UnavailableException ? UNAVAILABLE : FAILED;
    }
  }

  private static final String CONNECTION = "connection";

  private final MeterRegistry registry;
  private final String connection;
  private final Map<Kind, Map<Ending, Timer>> calls = new EnumMap<>(Kind.class);
  private final Counter retries;
  private final Counter reconnects;
  private final Counter resumes;
  private final Counter resyncs;
  private final List<Meter> gauges = new CopyOnWriteArrayList<>();

  RemoteMeters(MeterRegistry registry, String connection) {
    this.registry = registry;
    this.connection = connection;
    for (Kind kind : Kind.values()) {
      var endings = new EnumMap<Ending, Timer>(Ending.class);
      for (Ending ending : Ending.values()) {
        endings.put(
            ending,
            Timer.builder("holdfast.remote.request")
                .description("Calls to the server, from the call to its outcome, retries included")
                .tags(CONNECTION, connection, "kind", tag(kind), "outcome", tag(ending))
                .register(registry));
      }
      calls.put(kind, endings);
    }
    retries = counter("holdfast.remote.retries", "Requests sent again before they were answered");
    reconnects = counter("holdfast.remote.reconnects", "Times that a lost connection was back");
    resumes = counter("holdfast.remote.watch.resumes", "Watches that began anew on the server");
    resyncs =
        counter(
            "holdfast.remote.watch.resyncs",
            "Watches that fell behind what is kept and listed again");
  }

  private static String tag(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }

  private Counter counter(String name, String description) {
    return Counter.builder(name)
        .description(description)
        .tag(CONNECTION, connection)
        .register(registry);
  }

  @Override
  public void opened(Link link, Requester requester, Watches watches) {
    gauge(
        "holdfast.remote.connected",
        "1 while there is a connection",
        null,
        link,
        each -> each.connected() ? 1 : 0);
    gauge(
        "holdfast.remote.inflight",
        "Calls that have no outcome yet",
        "requests",
        requester,
        Requester::inFlight);
    gauge(
        "holdfast.remote.breaker.open",
        "1 while calls fail at once, since the server has not answered lately",
        null,
        requester,
        each -> each.isRefusing() ? 1 : 0);
    gauge("holdfast.remote.watch.open", "Watches that run", null, watches, Watches::open);
  }

  private <T> void gauge(
      String name, String description, @Nullable String unit, T of, ToDoubleFunction<T> reading) {
    gauges.add(
        Gauge.builder(name, of, reading)
            .description(description)
            .baseUnit(unit)
            .tag(CONNECTION, connection)
            .register(registry));
  }

  @Override
  public void ended(Call call, long nanos, int attempts, @Nullable Throwable failure) {
    Timer timer = calls.getOrDefault(Kind.of(call), Map.of()).get(Ending.of(failure));
    if (timer != null) {
      timer.record(nanos, TimeUnit.NANOSECONDS);
    }
    if (attempts > 1) {
      retries.increment(attempts - 1.0);
    }
  }

  @Override
  public void reconnected() {
    reconnects.increment();
  }

  @Override
  public void resumed() {
    resumes.increment();
  }

  @Override
  public void resynced() {
    resyncs.increment();
  }

  @Override
  public void closed() {
    gauges.forEach(registry::remove);
    gauges.clear();
  }
}
