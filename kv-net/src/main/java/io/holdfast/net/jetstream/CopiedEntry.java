package io.holdfast.net.jetstream;

import io.holdfast.kv.BucketConfig.StreamFlags;
import io.holdfast.kv.BucketSource;
import io.holdfast.kv.Bytes;
import io.holdfast.kv.Entry;
import io.holdfast.kv.EntryKind;
import io.holdfast.kv.Headers;
import io.holdfast.kv.Operation;
import io.holdfast.kv.Operation.Rollup;
import io.holdfast.kv.Ttl;
import io.holdfast.kv.subject.SubjectTransform;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an entry of a source becomes in the bucket that copies it (source: nats-server): the same
 * value and headers, but for those that were meant for the first write, and one more that tells
 * where it is from. Immutable.
 */
final class CopiedEntry {
  static final String SOURCE = "Nats-Stream-Source";

  private static final List<String> DROPPED =
      List.of("Nats-Expected-", "Nats-Batch-", "Holdfast-", SOURCE + ":");
  private static final String LINE_END = "\r\n";

  private final StreamName source;
  private final StreamName target;
  private final String filterAndDestination;
  private final List<SubjectTransform> mappings;

  CopiedEntry(BucketSource source, StreamName target) {
    this.source = new StreamName(source.bucket());
    this.target = target;
    this.filterAndDestination = source.id().substring(source.bucket().length());
    var all = new ArrayList<SubjectTransform>();
    source.mappings().forEach(one -> all.add(SubjectTransform.of(one.source(), one.destination())));
    this.mappings = List.copyOf(all);
  }

  /**
   * The write that copies {@code entry}; null when no mapping fits. What {@code flags} of the
   * copying bucket do not allow is left out: lives, and roll-ups, where the marker alone is copied.
   */
  @Nullable Operation of(Entry entry, StreamFlags flags) {
    String subject = source.prefix() + entry.key();
    for (SubjectTransform mapping : mappings) {
      String mapped = mapping.apply(subject);
      if (mapped != null && mapped.length() > target.prefix().length()) {
        return operation(mapped.substring(target.prefix().length()), entry, flags);
      }
    }
    return null;
  }

  private Operation operation(String key, Entry entry, StreamFlags flags) {
    Headers headers = headers(entry);
    Ttl ttl = flags.perKeyTtl() ? entry.ttl() : Ttl.NONE;
    if (entry.kind() == EntryKind.PUT) {
      return new Operation.Put(key, entry.value(), headers, ttl, null, Rollup.NONE);
    }
    boolean rollsUp = entry.kind() == EntryKind.PURGE && flags.allowRollup() && !flags.denyPurge();
    return rollsUp
        ? new Operation.Purge(key, headers, ttl)
        : new Operation.Delete(key, headers, ttl);
  }

  private Headers headers(Entry entry) {
    // One byte is one character, so that what is kept has the very bytes it had.
    String block =
        new String(EntryMessage.headers(entry).block().toArray(), StandardCharsets.ISO_8859_1);
    var kept = new StringBuilder(block.length() + 128).append("NATS/1.0").append(LINE_END);
    for (String line : block.split(LINE_END, -1)) {
      boolean version = line.startsWith("NATS/1.0");
      if (!version && !line.isEmpty() && DROPPED.stream().noneMatch(line::startsWith)) {
        kept.append(line).append(LINE_END);
      }
    }
    kept.append(SOURCE).append(": ").append(source.stream()).append(' ').append(entry.revision());
    String rest = filterAndDestination + ' ' + source.prefix() + entry.key();
    kept.append(new String(rest.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1));
    kept.append(LINE_END).append(LINE_END);
    return Headers.ofBlock(Bytes.wrap(kept.toString().getBytes(StandardCharsets.ISO_8859_1)));
  }
}
