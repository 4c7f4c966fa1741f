package io.holdfast.net.connection;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.holdfast.kv.Bytes;
import io.holdfast.net.access.AccessRules;
import io.holdfast.net.access.Gate;
import io.holdfast.net.access.Login;
import io.holdfast.net.access.Permissions;
import io.holdfast.net.access.User;
import io.holdfast.net.protocol.ClientFrame;
import io.netty.channel.embedded.EmbeddedChannel;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What happens on a connection between its login and the answer. */
@Tag("G38")
@Timeout(60)
class AdmissionHandlerTest {
  private static final String HASHED =
      "$2a$04$abcdefghijklmnopqrstuujydOTSfIH/d5oUHpsygqV5X9xJLQc6e";
  private static final AccessRules USERS =
      AccessRules.ofUsers(List.of(User.withPassword("hashed", HASHED, Permissions.ALL)));

  /** Else a client could have this server keep whatever it sends while its password is checked. */
  @Test
  void shouldReadNothingMoreWhileALoginIsChecked() throws Exception {
    var goOn = new CountDownLatch(1);
    try (var gate = new Gate(USERS)) {
      occupy(gate, goOn);
      var channel = new EmbeddedChannel();
      channel
          .pipeline()
          .addLast(
              new AdmissionHandler(
                  new Connection(1, channel, Long.MAX_VALUE, () -> {}),
                  gate,
                  "nonce-of-15-abc",
                  InetAddress.getLoopbackAddress(),
                  new ViolationLog(),
                  Duration.ofSeconds(30)));
      assertTrue(channel.config().isAutoRead());

      channel.writeInbound(
          new ClientFrame.Connect(Bytes.utf8("{\"user\":\"hashed\",\"pass\":\"correct horse\"}")),
          new ClientFrame.Ping());

      assertFalse(channel.config().isAutoRead(), "it reads on");
      assertTrue(channel.inboundMessages().isEmpty(), "a frame went on before the answer");
    } finally {
      goOn.countDown();
    }
  }

  /** Keeps every thread of the gate's busy, each with a check of another address. */
  private static void occupy(Gate gate, CountDownLatch goOn)
      throws UnknownHostException, InterruptedException {
    int threads = Math.max(1, Runtime.getRuntime().availableProcessors() / 2);
    var busy = new CountDownLatch(threads);
    for (int i = 1; i <= threads; i++) {
      var from = InetAddress.getByAddress(new byte[] {127, 0, 1, (byte) i});
      var login = new Login("hashed", "x", "", "", "", false, "nonce-of-15-abc", from, List.of());
      gate.check(
          login,
          () -> {
            busy.countDown();
            awaitQuietly(goOn);
            return false;
          },
          verdict -> {});
    }
    assertTrue(busy.await(30, TimeUnit.SECONDS), "a thread for each check");
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException closed) {
      Thread.currentThread().interrupt();
    }
  }
}
