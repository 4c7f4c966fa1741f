package io.holdfast.raft.storage;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where each record lies, in memory: 23 bytes per record, in chunks. Guarded by its own monitor,
 * which is never held during I/O: the appending thread writes, any thread reads.
 */
final class LogIndex {
  private static final int CHUNK_BITS = 6;
  private static final int CHUNK = 1 << CHUNK_BITS;

  private final List<Chunk> chunks = new ArrayList<>();
  private long firstChunk;
  private long base;
  private long first;
  private long next;

  /**
   * An index over a log that says it starts at {@code first} and of which nothing before {@code
   * next} is known.
   */
  LogIndex(long first, long next) {
    this.first = first;
    this.next = next;
    this.base = next;
    this.firstChunk = next >> CHUNK_BITS;
  }

  /** Where a record lies: position and length count payload bytes from the start of the segment. */
  record Location(Segment segment, int position, int length, long term, int kind) {}

  synchronized long first() {
    return first;
  }

  synchronized long next() {
    return next;
  }

  /** The first index whose place is known; after a sound start never larger than {@link #first}. */
  synchronized long base() {
    return base;
  }

  synchronized void add(Location location) {
    int chunk = (int) ((next >> CHUNK_BITS) - firstChunk);
    if (chunk == chunks.size()) {
      chunks.add(new Chunk());
    }
    chunks.get(chunk).set((int) (next & (CHUNK - 1)), location);
    next++;
  }

  synchronized @Nullable Location locate(long index) {
    return holds(index) ? chunk(index).get((int) (index & (CHUNK - 1))) : null;
  }

  synchronized long termAt(long index) {
    return holds(index) ? chunk(index).terms[(int) (index & (CHUNK - 1))] : 0;
  }

  /** The next record of a kind from {@code from} on; {@link #next} when there is none. */
  synchronized long nextOfKind(int kind, long from) {
    for (long index = Math.max(from, first); index < next; index++) {
      if (holds(index) && chunk(index).kinds[(int) (index & (CHUNK - 1))] == (byte) kind) {
        return index;
      }
    }
    return next;
  }

  synchronized void truncateBefore(long firstKept) {
    first = firstKept;
    base = Math.max(base, firstKept);
    int dropped = (int) Math.min(chunks.size(), (base >> CHUNK_BITS) - firstChunk);
    chunks.subList(0, dropped).clear();
    firstChunk += dropped;
    if (chunks.isEmpty()) {
      firstChunk = next >> CHUNK_BITS;
    }
  }

  synchronized void truncateAfter(long lastKept) {
    next = lastKept + 1;
    if (next <= base) {
      base = next;
      chunks.clear();
      firstChunk = next >> CHUNK_BITS;
      return;
    }
    int kept = (int) (((next - 1) >> CHUNK_BITS) - firstChunk) + 1;
    chunks.subList(kept, chunks.size()).clear();
  }

  synchronized void reset(long nextIndex) {
    first = nextIndex;
    next = nextIndex;
    base = nextIndex;
    chunks.clear();
    firstChunk = nextIndex >> CHUNK_BITS;
  }

  private boolean holds(long index) {
    return index >= first && index >= base && index < next;
  }

  private Chunk chunk(long index) {
    return chunks.get((int) ((index >> CHUNK_BITS) - firstChunk));
  }

  private static final class Chunk {
    final @Nullable Segment[] segments = new Segment[CHUNK];
    final int[] positions = new int[CHUNK];
    final int[] lengths = new int[CHUNK];
    final long[] terms = new long[CHUNK];
    final byte[] kinds = new byte[CHUNK];

    void set(int slot, Location location) {
      segments[slot] = location.segment;
      positions[slot] = location.position;
      lengths[slot] = location.length;
      terms[slot] = location.term;
      kinds[slot] = (byte) location.kind;
    }

    @Nullable Location get(int slot) {
      var segment = segments[slot];
      return segment == null
          ? null
          : new Location(segment, positions[slot], lengths[slot], terms[slot], kinds[slot] & 0xff);
    }
  }
}
