package io.holdfast.cli.bench;

import io.holdfast.cli.Workplace;
import io.holdfast.cli.bench.target.BenchTarget;
import io.holdfast.cli.bench.target.Durability;
import io.holdfast.cli.bench.target.ServerKind;
import io.holdfast.kv.InvalidArgumentException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A server that takes part: one that runs already, or a kind that is started when first needed.
 * Confined to the thread of the run.
 */
final class Contender implements AutoCloseable {
  private final @Nullable ServerKind kind;
  private final Workplace place;
  private @Nullable BenchTarget running;

  private Contender(@Nullable ServerKind kind, Workplace place, @Nullable BenchTarget running) {
    this.kind = kind;
    this.place = place;
    this.running = running;
  }

  static Contender of(ServerKind kind, Workplace place) {
    return new Contender(kind, place, null);
  }

  static Contender at(BenchTarget target, Workplace place) {
    return new Contender(null, place, target);
  }

  String name() {
    return kind == null ? target().name() : kind.name();
  }

  Durability durability() {
    return kind == null ? target().durability() : kind.durability();
  }

  /** The running server. */
  BenchTarget target() {
    if (running == null) {
      throw new IllegalStateException("not started");
    }
    return running;
  }

  /** Starts it where it is not running. */
  BenchTarget start() throws Exception {
    if (running == null && kind != null) {
      running = kind.start(place, place.folder(kind.name()));
    }
    return target();
  }

  /** The kind, to start further ones; a server that runs already has none. */
  ServerKind kind() {
    return Optional.ofNullable(kind)
        .orElseThrow(
            () ->
                new InvalidArgumentException(
                    "workload 'start' needs a server that the bench starts itself: leave out --url"));
  }

  @Override
  public void close() {
    if (running != null) {
      running.close();
    }
  }
}
