package io.holdfast.net.extension;

import io.holdfast.kv.BucketId;
import io.holdfast.kv.Bytes;
import io.holdfast.kv.Entry;
import io.holdfast.net.json.JsonBody;
import io.holdfast.net.json.JsonFields;
import java.util.List;

/**
 * The reply to {@code GET} (none or one entry) and {@code LIST}. Immutable.
 *
 * @param incarnation of the bucket
 * @param revision the bucket's last revision when it was taken
 * @param entries in revision order
 */
public record EntriesReply(long incarnation, long revision, List<Entry> entries) {
  /** Copies the list. */
  public EntriesReply {
    entries = List.copyOf(entries);
  }

  /** The JSON reply. */
  public Bytes toReply(boolean withValues) {
    return JsonBody.of(
        body ->
            body.number("incarnation", incarnation)
                .number("revision", revision)
                .objects(
                    "entries", entries, (each, entry) -> EntryJson.write(each, entry, withValues)));
  }

  /** About how many bytes {@link #toReply} gives, so that a reply too large need not be made. */
  long size(boolean withValues) {
    long size = 80;
    for (Entry entry : entries) {
      size += EntryJson.size(entry, withValues);
    }
    return size;
  }

  /** Reads a reply that carries no error. */
  public static EntriesReply read(JsonFields fields, String bucket) {
    var id = new BucketId(bucket, fields.number("incarnation"));
    return new EntriesReply(
        id.incarnation(),
        fields.number("revision"),
        fields.objects("entries").stream().map(entry -> EntryJson.read(entry, id)).toList());
  }
}
