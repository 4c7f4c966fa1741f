package io.holdfast.samples;

import io.holdfast.kv.AlreadyExistsException;
import io.holdfast.kv.Bucket;
import io.holdfast.kv.Bytes;
import io.holdfast.kv.Entry;
import io.holdfast.kv.FencingToken;
import io.holdfast.kv.WrongRevisionException;
import java.util.List;
import java.util.Optional;

/**
 * The ticks fired so far: one key in the store, which all instances see. It is the resource that
 * the election protects, so it checks the epoch: a tick goes to whoever writes it first, and to
 * nobody whose term another one has followed.
 *
 * @param bucket where the key is
 */
record Schedule(Bucket bucket) {
  static final String BUCKET = "sample-schedule";
  static final int TICKS = 12;
  private static final String KEY = "last-tick";

  /** A tick: its number from 1, the epoch and the name of the leader that fired it. */
  record Tick(int number, FencingToken epoch, String by) {
    static final Tick NONE = new Tick(0, new FencingToken(0, 0), "nobody");

    private Bytes toBytes() {
      return Bytes.utf8(number + " " + epoch + " " + by);
    }

    @Override
    public String toString() {
      return "tick " + number + " fired by " + by + " in epoch " + epoch.revision();
    }
  }

  /** Whether every tick was fired. */
  boolean isOver() throws InterruptedException {
    return last(bucket.get(KEY)).number() >= TICKS;
  }

  /**
   * Takes the next tick for {@code leader}; false when another leader has taken its place. Whoever
   * is told true does the work afterwards: a tick is worked on once at most, and not at all if its
   * leader dies in between. For at least once, work first and take it afterwards.
   */
  boolean fire(FencingToken epoch, String leader) throws InterruptedException {
    Optional<Entry> entry = bucket.get(KEY);
    Tick last = last(entry);
    if (last.epoch().isAfter(epoch)) {
      return false;
    }
    var next = new Tick(last.number() + 1, epoch, leader).toBytes();
    try {
      if (entry.isPresent()) {
        bucket.update(KEY, next, entry.get().revision());
      } else {
        bucket.create(KEY, next);
      }
      return true;
    } catch (WrongRevisionException | AlreadyExistsException somebodyWasFaster) {
      return false;
    }
  }

  /** Every tick fired, in order. */
  List<Tick> fired() throws InterruptedException {
    return bucket.history(KEY).items().stream().map(Schedule::tick).toList();
  }

  /** The tick that an entry stands for. */
  static Tick tick(Entry entry) {
    String[] parts = entry.value().utf8().split(" ", 3);
    return new Tick(Integer.parseInt(parts[0]), FencingToken.parse(parts[1]), parts[2]);
  }

  private static Tick last(Optional<Entry> entry) {
    return entry.map(Schedule::tick).orElse(Tick.NONE);
  }
}
