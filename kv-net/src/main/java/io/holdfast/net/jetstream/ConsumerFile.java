package io.holdfast.net.jetstream;

import com.fasterxml.jackson.jr.ob.JSON;
import io.holdfast.kv.Bytes;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.DateTimeException;
import java.util.Collection;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32C;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The file that remembers consumers: lines of JSON, each after its checksum, that are appended and
 * now and then written anew. Nothing is forced to the disk, since all that a power cut costs is
 * that clients make some consumers again. Confined to one thread at a time.
 */
final class ConsumerFile {
  private static final Logger log = LoggerFactory.getLogger(ConsumerFile.class);
  private static final int CHECKSUM_DIGITS = 8;
  private static final long SMALLEST_TO_REWRITE = 1024 * 1024;
  private static final int GROWTH_TO_REWRITE = 3;

  private final Path path;
  private long sizeWhenWritten;
  private long size;

  ConsumerFile(Path path) {
    this.path = path;
  }

  /** What the file says; a line that is cut or damaged counts as not written. */
  Collection<RememberedConsumer> read() throws IOException {
    Map<RememberedConsumer.Id, RememberedConsumer> consumers = new LinkedHashMap<>();
    if (!Files.exists(path)) {
      return List.of();
    }
    byte[] bytes = Files.readAllBytes(path);
    size = bytes.length;
    int unreadable = 0;
    for (String line : new String(bytes, StandardCharsets.UTF_8).lines().toList()) {
      if (!line.isEmpty() && !take(line, consumers)) {
        unreadable++;
      }
    }
    if (unreadable > 0) {
      log.warn(
          "{} lines of {} were cut or damaged: their consumers start from further back, or are made"
              + " anew by their clients",
          unreadable,
          path);
    }
    return consumers.values();
  }

  private static boolean take(
      String line, Map<RememberedConsumer.Id, RememberedConsumer> consumers) {
    if (line.length() <= CHECKSUM_DIGITS
        || !line.startsWith(checksum(line.substring(CHECKSUM_DIGITS)))) {
      return false;
    }
    try {
      RequestBody json = RequestBody.parse(Bytes.utf8(line.substring(CHECKSUM_DIGITS)));
      RememberedConsumer.Id id = RememberedConsumer.Id.in(json);
      if (json.has("config")) {
        consumers.put(id, RememberedConsumer.read(json));
      } else {
        consumers.computeIfPresent(id, (same, consumer) -> consumer.after(json));
      }
      return true;
    } catch (ApiError | DateTimeException e) {
      return false;
    }
  }

  /** Whether most of the file says what has changed since. */
  boolean isGrown() {
    return size > SMALLEST_TO_REWRITE && size > GROWTH_TO_REWRITE * sizeWhenWritten;
  }

  /** Appends lines. */
  void append(List<Map<String, Object>> lines) throws IOException {
    byte[] bytes = bytes(lines);
    Path folder = path.getParent();
    if (size == 0 && folder != null) {
      Files.createDirectories(folder);
    }
    write(path, bytes, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    size += bytes.length;
  }

  /** Puts {@code lines} in the place of all there is. */
  void rewrite(List<Map<String, Object>> lines) throws IOException {
    byte[] bytes = bytes(lines);
    Path fresh = path.resolveSibling(path.getFileName() + ".new");
    write(
        fresh,
        bytes,
        StandardOpenOption.CREATE,
        StandardOpenOption.WRITE,
        StandardOpenOption.TRUNCATE_EXISTING);
    Files.move(fresh, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    size = bytes.length;
    sizeWhenWritten = size;
  }

  private static void write(Path file, byte[] bytes, StandardOpenOption... options)
      throws IOException {
    try (FileChannel channel = FileChannel.open(file, options)) {
      ByteBuffer left = ByteBuffer.wrap(bytes);
      while (left.hasRemaining()) {
        channel.write(left);
      }
    }
  }

  private static byte[] bytes(List<Map<String, Object>> lines) throws IOException {
    var out = new ByteArrayOutputStream();
    // Whatever was cut before ends here.
    out.write('\n');
    for (Map<String, Object> line : lines) {
      String json = JSON.std.asString(line);
      out.writeBytes(checksum(json).getBytes(StandardCharsets.US_ASCII));
      out.writeBytes(json.getBytes(StandardCharsets.UTF_8));
      out.write('\n');
    }
    return out.toByteArray();
  }

  private static String checksum(String json) {
    var crc = new CRC32C();
    crc.update(json.getBytes(StandardCharsets.UTF_8));
    return HexFormat.of().toHexDigits((int) crc.getValue());
  }
}
