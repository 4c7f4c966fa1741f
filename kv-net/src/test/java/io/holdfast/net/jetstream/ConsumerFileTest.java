package io.holdfast.net.jetstream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.holdfast.kv.Bytes;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConsumerFileTest {
  private static final Instant MADE = Instant.parse("2026-01-01T00:00:00.123456789Z");

  @TempDir Path directory;

  private Path path;
  private ConsumerFile file;

  @BeforeEach
  void open() {
    path = directory.resolve("made").resolve("consumers");
    file = new ConsumerFile(path);
  }

  private static RememberedConsumer consumer(String name, long delivered) {
    return new RememberedConsumer(
        new RememberedConsumer.Id("B", name),
        7,
        MADE,
        delivered,
        10 * delivered,
        5,
        Bytes.utf8("{\"name\":\"" + name + "\",\"description\":\"zwölf\n\"}"));
  }

  private static RememberedConsumer later(RememberedConsumer consumer) {
    return new RememberedConsumer(consumer.id(), 7, MADE.plusNanos(1), 0, 0, 5, consumer.config());
  }

  private List<RememberedConsumer> read() throws IOException {
    return List.copyOf(new ConsumerFile(path).read());
  }

  @Test
  void shouldBeEmptyBeforeAnythingIsWritten() throws Exception {
    assertEquals(List.of(), read());
  }

  @Test
  void shouldGiveBackWhatWasWritten() throws Exception {
    file.append(List.of(consumer("one", 0).all(), consumer("two", 3).all()));
    file.append(List.of(consumer("one", 4).progress()));

    assertEquals(List.of(consumer("one", 4), consumer("two", 3)), read());
  }

  @Test
  void shouldTakeALineForTheConsumerThatItIsAboutAlone() throws Exception {
    RememberedConsumer second = later(consumer("one", 0));
    file.append(List.of(consumer("one", 4).all(), second.progress()));
    assertEquals(List.of(consumer("one", 4)), read());

    file.append(List.of(second.all(), consumer("one", 5).progress()));

    assertEquals(List.of(second), read());
  }

  @Test
  void shouldTakeACutAnywhereForTheStateBefore() throws Exception {
    file.append(List.of(consumer("one", 1).all()));
    int before = (int) Files.size(path);
    file.append(List.of(consumer("one", 2).progress()));
    byte[] whole = Files.readAllBytes(path);
    // The last byte ends the line, which is whole without.
    for (int length = before; length < whole.length - 1; length++) {
      Files.write(path, Arrays.copyOf(whole, length));

      assertEquals(List.of(consumer("one", 1)), read(), "cut at " + length);
    }
    // What is appended behind a cut is not lost to it.
    new ConsumerFile(path).append(List.of(consumer("one", 3).progress()));
    assertEquals(List.of(consumer("one", 3)), read());
  }

  @Test
  void shouldNotTakeAChangedByteForNews() throws Exception {
    file.append(List.of(consumer("one", 1).all()));
    int before = (int) Files.size(path);
    file.append(List.of(consumer("one", 2).progress()));
    byte[] whole = Files.readAllBytes(path);
    for (int i = before; i < whole.length; i++) {
      byte[] changed = whole.clone();
      changed[i] ^= 1;
      Files.write(path, changed);

      List<RememberedConsumer> read = read();

      assertTrue(
          read.equals(List.of(consumer("one", 1))) || isBlank(whole[i]),
          () -> read + " in " + new String(changed, StandardCharsets.UTF_8));
    }
  }

  private static boolean isBlank(byte character) {
    return character == '\n';
  }

  @Test
  void shouldBeWrittenAnewWhenMostOfItIsOld() throws Exception {
    List<Map<String, Object>> once = List.of(consumer("one", 1).all());
    file.append(once);
    assertFalse(file.isGrown());
    List<Map<String, Object>> many = Collections.nCopies(10_000, consumer("one", 2).progress());
    file.append(many);
    assertTrue(file.isGrown());

    file.rewrite(List.of(consumer("one", 2).all()));

    assertFalse(file.isGrown());
    assertTrue(Files.size(path) < 1000);
    assertEquals(List.of(consumer("one", 2)), read());
    file.append(List.of(consumer("one", 3).progress()));
    assertEquals(List.of(consumer("one", 3)), read());
  }
}
