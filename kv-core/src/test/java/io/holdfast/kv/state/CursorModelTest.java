package io.holdfast.kv.state;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.holdfast.kv.BucketId;
import io.holdfast.kv.Entry;
import io.holdfast.kv.WatchOptions;
import io.holdfast.kv.WatchOptions.Start;
import io.holdfast.kv.command.Command;
import io.holdfast.kv.command.EntryHeader;
import io.holdfast.kv.command.LeaseTime;
import io.holdfast.kv.command.WallTime;
import io.holdfast.kv.watch.BucketView;
import io.holdfast.kv.watch.Cursor;
import io.holdfast.kv.watch.Cursor.Batch;
import io.holdfast.kv.watch.KeyFilter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Cursors under random commands (guarantees G20 and G22): in order, never twice, nothing left out
 * but for a later event of the same key, woken whenever there is something to read. Seeds as in
 * {@link ModelTest}.
 */
@Tag("G20")
@Tag("G22")
class CursorModelTest {
  private static final int COMMANDS = 600;

  static LongStream seeds() {
    return ModelTest.seeds();
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void shouldDeliverEverythingThatCounts(long seed) {
    var random = new Random(~seed);
    var commands = new RandomCommands(seed);
    var model = new Model();
    var machine = new StateMachine();
    var watchers = new ArrayList<Watcher>();
    var markers = new HashMap<BucketId, Map<String, Long>>();
    var traces = new HashMap<BucketId, Traces>();
    long leaseNanos = 0;
    for (int index = 1; index <= COMMANDS; index++) {
      leaseNanos += random.nextInt(4) == 0 ? RandomCommands.TICK_NANOS / 2 : 1;
      var header =
          new EntryHeader(
              index, RandomCommands.TERM, new WallTime(index), new LeaseTime(leaseNanos));
      var batch = new ArrayList<Command>();
      for (int i = random.nextInt(3); i >= 0; i--) {
        Command command = commands.next(model, leaseNanos);
        model.apply(header, command);
        batch.add(command);
      }
      machine.apply(header, batch);
      String where = "seed " + seed + ", step " + index + ", " + batch;
      for (String name : machine.view().bucketNames()) {
        BucketView view = machine.view().bucket(name);
        if (view == null) {
          continue;
        }
        Map<String, Long> marked = markers.computeIfAbsent(view.id(), unseen -> new HashMap<>());
        noteMarkers(view, marked);
        Traces kept = traces.computeIfAbsent(view.id(), unseen -> new Traces());
        kept.note(view);
        if (random.nextInt(8) == 0) {
          watchers.add(new Watcher(view, marked, kept, random));
        }
      }
      for (Watcher watcher : List.copyOf(watchers)) {
        if (random.nextInt(3) == 0 && watcher.isDone(random, where)) {
          watchers.remove(watcher);
        }
      }
    }
  }

  private static void noteMarkers(BucketView view, Map<String, Long> marked) {
    for (Entry next = view.next(1, ">"); next != null; next = view.next(next.revision() + 1, ">")) {
      if (next.isMarker()) {
        marked.merge(next.key(), next.revision(), Math::max);
      }
    }
  }

  /** What became of the entries of a bucket. */
  private static final class Traces {
    /** The greatest revision that each key ever had. */
    final Map<String, Long> written = new HashMap<>();

    /** Newest entries that went before something was written over them. */
    final Map<String, Set<Long>> ended = new HashMap<>();

    private Map<String, TreeSet<Long>> kept = new HashMap<>();

    void note(BucketView view) {
      var now = new HashMap<String, TreeSet<Long>>();
      for (Entry next = view.next(1, ">");
          next != null;
          next = view.next(next.revision() + 1, ">")) {
        now.computeIfAbsent(next.key(), unseen -> new TreeSet<>()).add(next.revision());
        written.merge(next.key(), next.revision(), Math::max);
      }
      kept.forEach(
          (key, before) -> {
            TreeSet<Long> left = now.get(key);
            long newest = left == null ? 0 : left.last();
            ended
                .computeIfAbsent(key, unseen -> new HashSet<>())
                .addAll(before.tailSet(newest + 1));
          });
      kept = now;
    }
  }

  /** A client of one cursor, with what it knows from the events it has seen. */
  private static final class Watcher {
    final BucketView view;
    final WatchOptions options;
    final KeyFilter filter;
    final Cursor cursor;
    final long knownUpTo;
    final Map<String, Entry> known = new HashMap<>();
    final Map<String, Long> markedAt;

    final Traces traces;

    /** The greatest revision that each key had had at the last whole state. */
    final Map<String, Long> toldUpTo = new HashMap<>();

    /** Whoever begins now has missed nothing of what is up to here. */
    final long openedAt;

    boolean waiting;
    boolean woken;
    long lastSeen;

    Watcher(BucketView view, Map<String, Long> markedAt, Traces traces, Random random) {
      this.view = view;
      this.markedAt = markedAt;
      this.traces = traces;
      long last = view.lastRevision();
      Start start =
          switch (random.nextInt(5)) {
            case 0 -> Start.HISTORY;
            case 1 -> Start.UPDATES;
            case 2 -> Start.from(Math.max(1, last + 3 - random.nextInt(8)));
            default -> Start.LATEST;
          };
      List<String> filters =
          List.of(List.of(">"), List.of("a.*"), List.of("b"), List.of("q.>", "a", "*.b"))
              .get(random.nextInt(4));
      this.options = new WatchOptions(filters, start, random.nextInt(4) > 0, true);
      this.filter = KeyFilter.of(filters);
      this.openedAt = last;
      this.knownUpTo =
          start instanceof Start.From from
              ? from.revision() - 1
              : start instanceof Start.Updates ? last : 0;
      this.cursor = view.open(options, () -> woken = true);
    }

    /** Reads once and checks; returns whether the cursor came to its end. */
    boolean isDone(Random random, String where) {
      int most = random.nextBoolean() ? 1000 : 1 + random.nextInt(3);
      Batch batch = cursor.read(most, random.nextInt(3) == 0 ? 20 : Long.MAX_VALUE);
      if (!(batch instanceof Batch.Entries read)) {
        assertTrue(!waiting || woken, () -> "not woken for " + batch + " at " + where);
        cursor.close();
        return true;
      }
      assertTrue(
          read.entries().isEmpty() || !waiting || woken, () -> "not woken for news at " + where);
      woken = false;
      for (Entry entry : read.entries()) {
        assertTrue(
            entry.revision() > Math.max(lastSeen, knownUpTo),
            () -> "order of " + entry + " at " + where);
        assertTrue(filter.matches(entry.key()) && (options.markers() || !entry.isMarker()), where);
        lastSeen = entry.revision();
        known.put(entry.key(), entry);
      }
      waiting = read.pending() == 0 && read.entries().size() < most;
      if (read.pending() == 0) {
        checkComplete(where);
      }
      assertEquals(read.pending(), cursor.pending(), () -> "left over at " + where);
      return false;
    }

    private void checkComplete(String where) {
      for (Entry next = view.next(1, ">");
          next != null;
          next = view.next(next.revision() + 1, ">")) {
        Entry entry = next;
        boolean concerns =
            filter.matches(entry.key())
                && Objects.equals(entry, view.latest(entry.key()))
                && entry.revision() > knownUpTo
                && (options.markers() || (!entry.isMarker() && !cameBack(entry)));
        Entry seen = known.get(entry.key());
        assertTrue(
            !concerns || (seen != null && seen.revision() >= entry.revision()),
            () -> "missed " + entry + " at " + where);
      }
      known.values().forEach(entry -> checkNotVanished(entry, where));
      if (options.markers()) {
        traces.written.forEach((key, last) -> checkNotLeftOut(key, last, where));
      }
    }

    /**
     * A value that was overwritten by what is gone without a trace must not look current. One that
     * ended by itself and without a marker may: that is told to nobody.
     */
    private void checkNotVanished(Entry entry, String where) {
      long last = traces.written.getOrDefault(entry.key(), 0L);
      Long before = toldUpTo.put(entry.key(), last);
      boolean vanished =
          before != null
              && last > Math.max(before, entry.revision())
              && !traces.ended.getOrDefault(entry.key(), Set.of()).contains(entry.revision())
              && view.latest(entry.key()) == null;
      assertTrue(
          entry.isMarker() || !options.markers() || !vanished,
          () -> "not told that what overwrote " + entry + " is lost, at " + where);
    }

    /** The last event that a key ever had may not be left out, although its entry is gone. */
    private void checkNotLeftOut(String key, long last, String where) {
      Entry seen = known.get(key);
      assertTrue(
          !filter.matches(key)
              || last <= Math.max(openedAt, knownUpTo)
              || (seen != null && seen.revision() >= last),
          () -> "revision " + last + " of " + key + " was left out, and nothing follows, " + where);
    }

    /** Whether a later marker was removed: who does not ask for markers hears of neither. */
    private boolean cameBack(Entry entry) {
      return markedAt.getOrDefault(entry.key(), 0L) > entry.revision();
    }
  }
}
