package io.holdfast.net.jetstream;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.holdfast.net.server.ServedStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Replays the conversations under {@code src/test/resources/conversations} and compares every line.
 * With {@code -Dconversations.record=true} the files are rewritten with what the server said; the
 * diff is the review.
 */
@Tag("G37")
@Timeout(60)
class ConversationTest {
  private static final Path FOLDER = Path.of("src/test/resources/conversations");

  static Stream<String> conversations() throws IOException {
    try (Stream<Path> files = Files.list(FOLDER)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList().stream();
    }
  }

  @ParameterizedTest
  @MethodSource("conversations")
  void shouldGoAsWritten(String name) throws IOException {
    Path file = FOLDER.resolve(name);
    List<String> script = Files.readAllLines(file);
    try (ServedStore served = ServedStore.start()) {
      List<String> actual = new Conversation(script, served).replay();
      if (Boolean.getBoolean("conversations.record")) {
        Files.write(file, actual);
      }
      assertEquals(String.join("\n", script), String.join("\n", actual));
    }
  }
}
