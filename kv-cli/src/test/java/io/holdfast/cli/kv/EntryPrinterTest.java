package io.holdfast.cli.kv;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.holdfast.kv.BucketConfig;
import io.holdfast.kv.Entry;
import io.holdfast.kv.store.InMemoryStore;
import io.holdfast.kv.time.ThreadScheduler;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EntryPrinterTest {
  /** A pipe whose reader has ended. */
  private static final class ClosedPipe extends OutputStream {
    @Override
    public void write(int octet) throws IOException {
      throw new IOException("Broken pipe");
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void shouldSayWhetherAnybodyReads(boolean json) throws Exception {
    Entry entry = entry();

    assertTrue(new EntryPrinter(new PrintWriter(new StringWriter()), json, false).entry(entry));
    assertFalse(
        new EntryPrinter(
                new PrintWriter(new ClosedPipe(), true, StandardCharsets.UTF_8), json, false)
            .entry(entry));
  }

  @Test
  void shouldShowATerminalNoControlCharacters() throws Exception {
    var shown = new StringWriter();
    new EntryPrinter(new PrintWriter(shown), false, true).entry(entry());
    assertTrue(shown.toString().endsWith(" = va\\u001b]0;title\\u0007lue\\n\n"), shown::toString);

    var piped = new StringWriter();
    new EntryPrinter(new PrintWriter(piped), false, false).entry(entry());
    assertTrue(piped.toString().endsWith(" = va\u001b]0;title\u0007lue\n\n"), piped::toString);
  }

  private static Entry entry() throws Exception {
    try (var scheduler = ThreadScheduler.create("printer-test");
        var store = InMemoryStore.open(scheduler)) {
      var bucket = store.createBucket(BucketConfig.of("b"));
      bucket.put("key", "va\u001b]0;title\u0007lue\n");
      return bucket.get("key").orElseThrow();
    }
  }
}
