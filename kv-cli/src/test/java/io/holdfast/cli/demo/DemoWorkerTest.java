package io.holdfast.cli.demo;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;

class DemoWorkerTest {
  /** A killed process whose output was closed under its reader. */
  private static final class KilledProcess extends Process {
    @Override
    public InputStream getInputStream() {
      return new InputStream() {
        @Override
        public int read() throws IOException {
          throw new IOException("Stream closed");
        }

        @Override
        public int read(byte[] bytes, int from, int most) throws IOException {
          return read();
        }
      };
    }

    @Override
    public OutputStream getOutputStream() {
      return OutputStream.nullOutputStream();
    }

    @Override
    public InputStream getErrorStream() {
      return InputStream.nullInputStream();
    }

    @Override
    public CompletableFuture<Process> onExit() {
      return CompletableFuture.completedFuture(this);
    }

    @Override
    public int waitFor() {
      return exitValue();
    }

    @Override
    public int exitValue() {
      return 137;
    }

    @Override
    public void destroy() {}
  }

  @Test
  void shouldHearThatAWorkerHasEndedThoughItsOutputBrokeOff() {
    BlockingQueue<DemoEvent> events = new LinkedBlockingQueue<>();
    var worker = new DemoWorker("worker-1", 10, events);

    assertDoesNotThrow(() -> worker.listen(new KilledProcess()));

    assertEquals(List.of(new DemoEvent.Ended(worker, 137)), List.copyOf(events));
  }
}
