package io.holdfast.kv.state;

import io.holdfast.kv.Bytes;
import io.holdfast.kv.Condition;
import io.holdfast.kv.LeaseRef;
import io.holdfast.kv.Operation;
import io.holdfast.kv.command.Command;
import io.holdfast.kv.command.MessageId;
import org.jspecify.annotations.Nullable;

/**
 * A 64-bit hash of what a write asks for: its conditions and operations. Not of its message id, and
 * not of {@code notAfter}, which each attempt of one request counts anew. Equal on every replica
 * and in every release: it is part of snapshots. It guards against mistakes, not against forgery.
 */
final class ContentHash {
  private static final long PRIME = 0x9E3779B97F4A7C15L;

  private long state = 1;

  private ContentHash() {}

  /** The hash of {@code write}; 0 when it carries no request number, since nobody will ask. */
  static long of(Command.Write write) {
    if (!(write.id() instanceof MessageId.Request)) {
      return 0;
    }
    var hash = new ContentHash();
    hash.add(write.conditions().size());
    write.conditions().forEach(hash::add);
    write.operations().forEach(hash::add);
    return hash.state;
  }

  private void add(Condition condition) {
    if (condition instanceof Condition.KeyAt at) {
      add(1, at.key(), at.revision());
    } else if (condition instanceof Condition.KeyAbsent absent) {
      add(2, absent.key(), 0);
    } else if (condition instanceof Condition.KeyUntraced untraced) {
      add(3, untraced.key(), 0);
    } else if (condition instanceof Condition.LeaseAlive alive) {
      add(4, alive.lease().key(), alive.lease().revision());
    } else if (condition instanceof Condition.OldestUnder oldest) {
      add(5, oldest.prefix(), oldest.revision());
    } else if (condition instanceof Condition.NewestUnder newest) {
      add(6, newest.prefix(), newest.revision());
    } else if (condition instanceof Condition.NewestMatching matching) {
      add(7, matching.filter(), matching.revision());
    } else if (condition instanceof Condition.BucketAt at) {
      add(8, "", at.revision());
    } else if (condition instanceof Condition.LastMessageId last) {
      add(9, last.id(), 0);
    } else if (condition instanceof Condition.KeyLive live) {
      add(10, live.key(), 0);
    } else {
      throw new IllegalStateException("no hash for " + condition);
    }
  }

  private void add(Operation operation) {
    if (operation instanceof Operation.Put put) {
      add(11, put.key(), rollup(put.rollup()));
      add(put.value());
      add(put.owner());
    } else if (operation instanceof Operation.HandOver handOver) {
      add(14, handOver.key(), handOver.freedTtl().nanos());
      add(14, handOver.queue(), 0);
    } else {
      add(operation instanceof Operation.Delete ? 12 : 13, operation.key(), 0);
    }
    add(operation.headers().block());
    add(operation.ttl().nanos());
  }

  private static long rollup(Operation.Rollup rollup) {
    return switch (rollup) {
      case NONE -> 0;
      case KEY -> 1;
      case BUCKET -> 2;
    };
  }

  private void add(int kind, String text, long number) {
    add(kind);
    add(text.length());
    for (int i = 0; i < text.length(); i++) {
      add(text.charAt(i));
    }
    add(number);
  }

  private void add(@Nullable LeaseRef owner) {
    if (owner == null) {
      add(0);
    } else {
      add(1, owner.key(), owner.revision());
    }
  }

  private void add(Bytes bytes) {
    add(bytes.length());
    int at = 0;
    for (; at + Long.BYTES <= bytes.length(); at += Long.BYTES) {
      long word = 0;
      for (int i = 0; i < Long.BYTES; i++) {
        word = word << 8 | (bytes.at(at + i) & 0xff);
      }
      add(word);
    }
    for (; at < bytes.length(); at++) {
      add(bytes.at(at));
    }
  }

  private void add(long word) {
    long mixed = (state ^ word) * PRIME;
    state = mixed ^ mixed >>> 32;
  }
}
