package io.holdfast.kv.command;

import io.holdfast.kv.BucketConfig;
import io.holdfast.kv.BucketSource;
import io.holdfast.kv.Condition;
import io.holdfast.kv.Headers;
import io.holdfast.kv.InvalidArgumentException;
import io.holdfast.kv.LeaseRef;
import io.holdfast.kv.LimitExceededException;
import io.holdfast.kv.Names;
import io.holdfast.kv.Operation;
import io.holdfast.kv.Republish;
import io.holdfast.kv.Transaction;
import io.holdfast.kv.subject.SubjectTransform;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;

/**
 * What may enter a store: the one place where callers' input is checked, before anything is tried.
 * What passes has a binary form, of bounded size, so that a log never chokes on it. Immutable.
 *
 * <p>Old logs are replayed past these rules: they may be tightened, and what was accepted before
 * stays readable.
 *
 * @param maxCommandBytes largest binary form of one command, 1 KiB to {@value #MOST_COMMAND_BYTES}
 *     bytes
 */
public record CommandRules(int maxCommandBytes) {
  /** Longest description of a bucket, in UTF-8 bytes (source: NATS). */
  public static final int MAX_DESCRIPTION_BYTES = 4096;

  /** Most metadata of a bucket, names and values together, in UTF-8 bytes (source: NATS). */
  public static final int MAX_METADATA_BYTES = 128 << 10;

  /** Longest message id, in UTF-8 bytes; each is kept for the bucket's duplicate window. */
  public static final int MAX_MESSAGE_ID_BYTES = 1024;

  /** Longest subject, or pattern of subjects, in a bucket's configuration, in UTF-8 bytes. */
  public static final int MAX_SUBJECT_BYTES = 1024;

  /** Most sources of a bucket, and most mappings of each. */
  public static final int MAX_SOURCES = 64;

  /** Longest duplicate window of a bucket. */
  public static final Duration MAX_DUPLICATE_WINDOW = Duration.ofDays(1);

  /** The most that {@link #maxCommandBytes} may be: a log entry has to hold it. */
  public static final int MOST_COMMAND_BYTES = 256 << 20;

  private static final int LEAST_COMMAND_BYTES = 1 << 10;

  /** Commands of up to 16 MiB. */
  public static final CommandRules DEFAULT = new CommandRules(16 << 20);

  /** Checks the range. */
  public CommandRules {
    checkMaxCommandBytes(maxCommandBytes);
  }

  /** Refuses what {@link #maxCommandBytes} cannot be. */
  public static void checkMaxCommandBytes(int maxCommandBytes) {
    if (maxCommandBytes < LEAST_COMMAND_BYTES || maxCommandBytes > MOST_COMMAND_BYTES) {
      throw new InvalidArgumentException(
          "max command bytes must be "
              + LEAST_COMMAND_BYTES
              + " to "
              + MOST_COMMAND_BYTES
              + ", got "
              + maxCommandBytes);
    }
  }

  /**
   * Returns the size of {@code command} in bytes, see {@link CommandSize}, if a store may take it
   * in.
   *
   * @throws InvalidArgumentException when no store ever could
   * @throws LimitExceededException when it is too large for this one
   */
  public long check(Command command) {
    if (command instanceof Command.Write write) {
      write.conditions().forEach(CommandRules::check);
      check(write.operations());
      check(write.id());
    } else if (command instanceof Command.Copy copy) {
      check(copy.operations());
    } else if (command instanceof Command.CreateBucket create) {
      check(create.config());
    } else if (command instanceof Command.UpdateBucket update) {
      check(update.config());
    } else if (command instanceof Command.PurgeEntries purge) {
      checkText("key filter", purge.filter(), Names.MAX_KEY_BYTES);
    }
    long bytes = CommandSize.of(command);
    if (bytes > maxCommandBytes) {
      throw new LimitExceededException(
          "a command of "
              + bytes
              + " bytes is larger than this store takes, "
              + maxCommandBytes
              + ": write less at once",
          maxCommandBytes,
          bytes);
    }
    return bytes;
  }

  /** Checks the names, revisions and headers of {@code transaction}, and returns it. */
  public static Transaction check(Transaction transaction) {
    transaction.conditions().forEach(CommandRules::check);
    check(transaction.operations());
    return transaction;
  }

  private static void check(List<Operation> operations) {
    for (int i = 0; i < operations.size(); i++) {
      Operation operation = check(operations.get(i));
      if (operation instanceof Operation.HandOver && i + 1 < operations.size()) {
        throw new InvalidArgumentException(
            "the hand-over of key '"
                + operation.key()
                + "' is operation "
                + (i + 1)
                + " of "
                + operations.size()
                + ": it must be the last, since it takes one revision or two");
      }
    }
  }

  /** Checks the names and headers of {@code operation}, and returns it. */
  public static <T extends Operation> T check(T operation) {
    Names.checkKey(operation.key());
    int headerBytes = operation.headers().block().length();
    if (headerBytes > Headers.MAX_BLOCK_BYTES) {
      throw new LimitExceededException(
          "headers of key '"
              + operation.key()
              + "' take "
              + headerBytes
              + " bytes, at most "
              + Headers.MAX_BLOCK_BYTES
              + " are allowed",
          Headers.MAX_BLOCK_BYTES,
          headerBytes);
    }
    if (operation instanceof Operation.Put put) {
      LeaseRef owner = put.owner();
      if (owner != null) {
        Names.checkKey(owner.key());
      }
    } else if (operation instanceof Operation.HandOver handOver) {
      checkText("key prefix", handOver.queue(), Names.MAX_KEY_BYTES);
      if (handOver.key().startsWith(handOver.queue())) {
        throw new InvalidArgumentException(
            "the hand-over of key '"
                + handOver.key()
                + "' has it in its own queue '"
                + handOver.queue()
                + "': a key cannot wait for itself");
      }
    }
    return operation;
  }

  /** Checks the names and revisions of {@code condition}. */
  public static void check(Condition condition) {
    if (condition instanceof Condition.KeyAt at) {
      Names.checkKey(at.key());
      checkRevision(at.key(), at.revision());
    } else if (condition instanceof Condition.KeyAbsent absent) {
      Names.checkKey(absent.key());
    } else if (condition instanceof Condition.KeyUntraced untraced) {
      Names.checkKey(untraced.key());
    } else if (condition instanceof Condition.KeyLive live) {
      Names.checkKey(live.key());
    } else if (condition instanceof Condition.LeaseAlive alive) {
      Names.checkKey(alive.lease().key());
    } else if (condition instanceof Condition.OldestUnder oldest) {
      checkText("key prefix", oldest.prefix(), Names.MAX_KEY_BYTES);
    } else if (condition instanceof Condition.NewestUnder newest) {
      checkText("key prefix", newest.prefix(), Names.MAX_KEY_BYTES);
    } else if (condition instanceof Condition.NewestMatching matching) {
      Names.checkFilter(matching.filter());
    } else if (condition instanceof Condition.LastMessageId last) {
      checkText("message id", last.id(), MAX_MESSAGE_ID_BYTES);
    }
  }

  /** Returns {@code revision} if an entry can have it. */
  public static long checkRevision(String key, long revision) {
    if (revision < 1) {
      throw new InvalidArgumentException(
          "revision "
              + revision
              + " expected of key '"
              + key
              + "' must be at least 1; to expect none, create the key");
    }
    return revision;
  }

  /** Checks the texts and the duplicate window of {@code config}, and returns it. */
  public static BucketConfig check(BucketConfig config) {
    String bucket = "bucket '" + config.name() + "': ";
    checkText(bucket + "description", config.description(), MAX_DESCRIPTION_BYTES);
    long bytes = 0;
    for (var entry : config.metadata().entrySet()) {
      bytes += checkText(bucket + "name of metadata", entry.getKey(), MAX_METADATA_BYTES);
      bytes += checkText(bucket + "value of metadata", entry.getValue(), MAX_METADATA_BYTES);
    }
    if (bytes > MAX_METADATA_BYTES) {
      throw tooLong(bucket + "metadata", bytes, MAX_METADATA_BYTES);
    }
    Republish republish = config.republish();
    if (republish != null) {
      checkText(bucket + "source of republish", republish.source(), MAX_SUBJECT_BYTES);
      checkText(bucket + "destination of republish", republish.destination(), MAX_SUBJECT_BYTES);
      SubjectTransform.of(republish.source(), republish.destination());
    }
    check(bucket, config.sources());
    if (config.duplicateWindow().compareTo(MAX_DUPLICATE_WINDOW) > 0) {
      throw new InvalidArgumentException(
          bucket
              + "duplicate window must not be longer than "
              + MAX_DUPLICATE_WINDOW
              + ", got "
              + config.duplicateWindow());
    }
    return config;
  }

  private static void check(String bucket, List<BucketSource> sources) {
    var ids = new HashSet<String>();
    for (BucketSource source : sources) {
      Names.checkBucket(source.bucket());
      if (source.mappings().isEmpty() || !ids.add(source.id())) {
        throw new InvalidArgumentException(
            bucket + "source '" + source.bucket() + "' is there twice, or without a mapping");
      }
      for (BucketSource.Mapping mapping : source.mappings()) {
        checkText(bucket + "pattern of a source", mapping.source(), MAX_SUBJECT_BYTES);
        checkText(bucket + "destination of a source", mapping.destination(), MAX_SUBJECT_BYTES);
        SubjectTransform.of(mapping.source(), mapping.destination());
      }
      if (ids.size() > MAX_SOURCES || source.mappings().size() > MAX_SOURCES) {
        throw new InvalidArgumentException(
            bucket + "more than " + MAX_SOURCES + " sources, or mappings of one");
      }
    }
  }

  private static void check(MessageId id) {
    if (id instanceof MessageId.Foreign foreign) {
      checkText("message id", foreign.id(), MAX_MESSAGE_ID_BYTES);
    } else if (id instanceof MessageId.Request request) {
      checkText("client of a request id", request.client(), MAX_MESSAGE_ID_BYTES);
    }
  }

  /** Returns the length of {@code text} in UTF-8. */
  private static int checkText(String what, String text, int mostBytes) {
    if (!isAscii(text) && !StandardCharsets.UTF_8.newEncoder().canEncode(text)) {
      throw new InvalidArgumentException(what + " has half a surrogate pair: it has no UTF-8 form");
    }
    int bytes = Names.utf8Length(text);
    if (bytes > mostBytes) {
      throw tooLong(what, bytes, mostBytes);
    }
    return bytes;
  }

  private static boolean isAscii(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) >= 0x80) {
        return false;
      }
    }
    return true;
  }

  private static InvalidArgumentException tooLong(String what, long bytes, int mostBytes) {
    return new InvalidArgumentException(
        what + " has " + bytes + " bytes of UTF-8, at most " + mostBytes + " are allowed");
  }
}
