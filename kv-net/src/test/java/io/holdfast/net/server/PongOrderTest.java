package io.holdfast.net.server;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.holdfast.kv.store.InMemoryStore;
import io.holdfast.net.connection.Reply;
import io.holdfast.net.connection.Request;
import io.holdfast.net.connection.RequestService;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a PONG tells: as with NATS, that whatever was sent to the client before it is there. */
@Tag("W19")
@Timeout(60)
class PongOrderTest {
  private static final String HOLD = "hold";

  /** Holds up the event loop of whoever publishes to {@link #HOLD}. */
  private static final class Holding implements RequestService {
    final CountDownLatch held = new CountDownLatch(1);
    final CountDownLatch goOn = new CountDownLatch(1);

    @Override
    public boolean handles(String subject) {
      return subject.equals(HOLD);
    }

    @Override
    public void handle(Request request, Reply reply) {
      held.countDown();
      try {
        // Far longer than one message takes; should it pass, the delivery is missing.
        goOn.await(20, TimeUnit.SECONDS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** The reader's PING is read together with what holds its event loop up, before the delivery. */
  @Test
  void shouldAnswerAPingAfterWhatWasPublishedBefore() throws Exception {
    var holding = new Holding();
    // Connections go around the event loops, so that the writer has another one than the reader.
    var options = ServerOptions.builder().port(0).ioThreads(2).build();
    try (var store = InMemoryStore.open();
        var server = NatsServer.start(options, store, holding);
        var reader = new RawClient(server.address().getPort()).connect();
        var writer = new RawClient(server.address().getPort()).connect()) {
      reader.send("SUB a 1\r\n").untilPong();
      writer.untilPong();
      reader.send("PUB " + HOLD + " 0\r\n\r\nPING\r\n");
      holding.held.await();
      writer.send("PUB a 0\r\n\r\n").untilPong();
      holding.goOn.countDown();

      assertEquals("MSG a 1 0", reader.line());
      assertEquals("", reader.line());
      assertEquals("PONG", reader.line());
    }
  }
}
