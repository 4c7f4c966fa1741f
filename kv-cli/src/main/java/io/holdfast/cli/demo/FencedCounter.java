package io.holdfast.cli.demo;

import io.holdfast.kv.FencingToken;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/**
 * The resource of the demo: a number in a file, with the highest fencing token it has seen. Reading
 * and writing are two steps, so that without a mutex increments get lost. A write is refused when a
 * higher token was seen: that check and the write are one step, as in any resource that fences.
 */
final class FencedCounter {
  private final Path file;
  private final Path journal;

  FencedCounter(Path file) {
    this.file = file;
    this.journal = file.resolveSibling(file.getFileName() + ".journal");
  }

  /** Every accepted write in the order in which the resource accepted them. */
  List<Content> writes() throws IOException {
    return Files.exists(journal)
        ? Files.readAllLines(journal).stream().map(Content::parse).toList()
        : List.of();
  }

  /** The number; 0 when nothing was written. */
  long read() throws IOException {
    try (var channel = open()) {
      return content(channel).number();
    }
  }

  /** Writes {@code number} unless a token higher than {@code token} was seen; whether it did. */
  boolean write(long number, FencingToken token) throws IOException {
    try (var channel = open();
        var exclusive = channel.lock()) {
      if (!exclusive.isValid() || content(channel).token().isAfter(token)) {
        return false;
      }
      byte[] line = (number + " " + token + "\n").getBytes(StandardCharsets.UTF_8);
      channel.write(ByteBuffer.wrap(line), 0);
      Files.write(journal, line, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
      return true;
    }
  }

  private FileChannel open() throws IOException {
    return FileChannel.open(
        file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
  }

  /** The file only grows with its number, so a newer content covers an older one whole. */
  private static Content content(FileChannel channel) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(128);
    channel.read(buffer, 0);
    String text = new String(buffer.array(), 0, buffer.position(), StandardCharsets.UTF_8);
    return text.isEmpty() ? new Content(0, new FencingToken(0, 0)) : Content.parse(text.strip());
  }

  /** A number and the token it was written under. */
  record Content(long number, FencingToken token) {
    private static Content parse(String line) {
      int blank = line.indexOf(' ');
      return new Content(
          Long.parseLong(line, 0, blank, 10), FencingToken.parse(line.substring(blank + 1)));
    }
  }
}
