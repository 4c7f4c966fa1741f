package io.holdfast.raft.engine;

import com.alipay.sofa.jraft.conf.Configuration;
import com.alipay.sofa.jraft.conf.ConfigurationEntry;
import com.alipay.sofa.jraft.entity.EnumOutter.EntryType;
import com.alipay.sofa.jraft.entity.LogEntry;
import com.alipay.sofa.jraft.entity.LogId;
import com.alipay.sofa.jraft.entity.PeerId;
import io.holdfast.kv.DamagedException;
import io.holdfast.raft.storage.LogRecord;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The engine's log entries as records of our log. Stateless.
 *
 * <p>The record's kind says what the bytes are. Of kind {@link #CONFIGURATION} they are one line of
 * ASCII: {@code 1} for the version, then four lists of members, separated by {@code ;}: voters,
 * learners, and both as they were before while a change is under way. Members are separated by
 * {@code ,}.
 */
final class EntryForm {
  /** An entry without content. */
  static final int EMPTY = 1;

  /** A command batch. */
  static final int DATA = 2;

  /** The members of the group from this entry on. */
  static final int CONFIGURATION = 3;

  private static final String VERSION = "1";

  private EntryForm() {}

  static LogRecord record(LogEntry entry) {
    LogId id = entry.getId();
    return switch (entry.getType()) {
      case ENTRY_TYPE_DATA ->
          new LogRecord(id.getIndex(), id.getTerm(), DATA, bytes(entry.getData()));
      case ENTRY_TYPE_CONFIGURATION ->
          new LogRecord(id.getIndex(), id.getTerm(), CONFIGURATION, members(entry));
      case ENTRY_TYPE_NO_OP -> new LogRecord(id.getIndex(), id.getTerm(), EMPTY, new byte[0]);
      case ENTRY_TYPE_UNKNOWN ->
          throw new IllegalStateException(
              "the engine made an entry of unknown type at index " + id.getIndex());
    };
  }

  /** A configuration with one voter. */
  static LogRecord configuration(long index, long term, PeerId voter) {
    var entry = new LogEntry(EntryType.ENTRY_TYPE_CONFIGURATION);
    entry.setId(new LogId(index, term));
    entry.setPeers(List.of(voter));
    return record(entry);
  }

  static LogEntry entry(LogRecord record) {
    LogEntry entry =
        switch (record.kind()) {
          case EMPTY -> new LogEntry(EntryType.ENTRY_TYPE_NO_OP);
          case DATA -> {
            var data = new LogEntry(EntryType.ENTRY_TYPE_DATA);
            data.setData(ByteBuffer.wrap(record.data()));
            yield data;
          }
          case CONFIGURATION -> withMembers(record);
          default ->
              throw new DamagedException(
                  "log record "
                      + record.index()
                      + " is of kind "
                      + record.kind()
                      + ", this release knows 1 to 3; start the release that wrote it");
        };
    entry.setId(new LogId(record.index(), record.term()));
    return entry;
  }

  static ConfigurationEntry configuration(LogRecord record) {
    LogEntry entry = entry(record);
    return new ConfigurationEntry(
        entry.getId(),
        new Configuration(entry.getPeers(), entry.getLearners()),
        new Configuration(entry.getOldPeers(), entry.getOldLearners()));
  }

  private static byte[] bytes(@Nullable ByteBuffer data) {
    if (data == null) {
      return new byte[0];
    }
    if (data.hasArray()
        && data.arrayOffset() == 0
        && data.position() == 0
        && data.remaining() == data.array().length) {
      return data.array();
    }
    byte[] copy = new byte[data.remaining()];
    data.duplicate().get(copy);
    return copy;
  }

  private static byte[] members(LogEntry entry) {
    String line =
        String.join(
            ";",
            VERSION,
            list(entry.getPeers()),
            list(entry.getLearners()),
            list(entry.getOldPeers()),
            list(entry.getOldLearners()));
    return line.getBytes(StandardCharsets.US_ASCII);
  }

  private static String list(@Nullable List<PeerId> peers) {
    return peers == null ? "" : String.join(",", peers.stream().map(PeerId::toString).toList());
  }

  private static LogEntry withMembers(LogRecord record) {
    String line = new String(record.data(), StandardCharsets.US_ASCII);
    String[] parts = line.split(";", -1);
    if (parts.length != 5 || !parts[0].equals(VERSION)) {
      throw new DamagedException(
          "log record "
              + record.index()
              + " lists the members as '"
              + line
              + "', expected version "
              + VERSION
              + " and four lists; start the release that wrote it");
    }
    var entry = new LogEntry(EntryType.ENTRY_TYPE_CONFIGURATION);
    entry.setPeers(peers(record, parts[1]));
    entry.setLearners(peers(record, parts[2]));
    entry.setOldPeers(peers(record, parts[3]));
    entry.setOldLearners(peers(record, parts[4]));
    return entry;
  }

  private static List<PeerId> peers(LogRecord record, String list) {
    var peers = new ArrayList<PeerId>();
    if (list.isEmpty()) {
      return peers;
    }
    for (String text : list.split(",", -1)) {
      var peer = new PeerId();
      if (!peer.parse(text)) {
        throw new DamagedException(
            "log record " + record.index() + " names a member '" + text + "', expected host:port");
      }
      peers.add(peer);
    }
    return peers;
  }
}
