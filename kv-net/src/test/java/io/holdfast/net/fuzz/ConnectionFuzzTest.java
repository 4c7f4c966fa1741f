package io.holdfast.net.fuzz;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.SocketException;
import java.util.Arrays;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Whole connections of frames that are right, broken, or no frames at all: each gets documented
 * errors at worst and ends, and its neighbour is served all the while.
 */
class ConnectionFuzzTest {
  private static final Set<String> ERRORS =
      Set.of(
          "Unknown Protocol Operation",
          "maximum control line exceeded",
          "Maximum Payload Violation",
          "Invalid Subject",
          "Invalid Publish Subject",
          "maximum subscriptions exceeded",
          "invalid client protocol",
          "no responders requires headers support");

  private static FuzzServer server;

  @BeforeAll
  static void start() {
    server = new FuzzServer();
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @AfterEach
  void shouldLeaveNothing() throws IOException {
    server.assertNothingLeft();
  }

  @Test
  void shouldEndEveryConnectionAndServeItsNeighbour() throws IOException {
    try (FuzzClient neighbour = server.connect().hello()) {
      Seeds.run(
          "ConnectionFuzzTest#shouldEndEveryConnectionAndServeItsNeighbour",
          1,
          (dice, seed) -> {
            try (FuzzClient client = server.connect()) {
              converse(client, dice, script(dice, World.of(seed % 50)));
            }
            neighbour.ping();
            server.complaints().assertNone();
            return 1;
          });
      awaitOnlyTheNeighbour(neighbour);
    }
  }

  private static byte[] script(Dice dice, World world) {
    var script = new ByteArrayOutputStream();
    if (!dice.oneIn(5)) {
      script.writeBytes(FrameDice.connect(dice).bytes().toArray());
    }
    for (int left = dice.between(1, 12); left > 0; left--) {
      Publication publication =
          switch (dice.below(5)) {
            case 0 -> ApiDice.request(dice, world);
            case 1 -> WriteDice.put(dice, world);
            case 2 -> WriteDice.extension(dice, world);
            case 3 -> ApiDice.bucket(dice, dice.of(world.buckets()));
            default -> Publication.of(FrameDice.subject(dice), WriteDice.put(dice, world).body());
          };
      script.writeBytes(FrameDice.any(dice, publication).bytes().toArray());
    }
    return switch (dice.below(8)) {
      case 0 -> dice.bytes(dice.between(1, 3000));
      case 1, 2 -> script.toByteArray();
      default -> Mangler.mangle(dice, script.toByteArray());
    };
  }

  private static void converse(FuzzClient client, Dice dice, byte[] script) throws IOException {
    try {
      int longest = dice.of(3000, 3000, 3000, 40);
      for (int from = 0; from < script.length; ) {
        int to = Math.min(script.length, from + dice.between(1, longest));
        client.send(Arrays.copyOfRange(script, from, to));
        from = to;
      }
      client.endOutput();
      for (String line = client.line(); line != null; line = client.line()) {
        if (line.startsWith("-ERR '")) {
          check(line.substring(6, line.length() - 1));
        } else if (line.startsWith("MSG ") || line.startsWith("HMSG ")) {
          client.message(line);
        }
      }
    } catch (SocketException | EOFException closed) {
      // The server may close in the middle of anything; silence would be a SocketTimeoutException.
    }
  }

  private static void check(String error) {
    if (!ERRORS.contains(error)) {
      throw new AssertionError("an error that is not documented: " + error);
    }
  }

  /** Every other connection has gone when its last events were handled, which takes no time. */
  private static void awaitOnlyTheNeighbour(FuzzClient neighbour) throws IOException {
    for (int round = 0; server.connections() > 1; round++) {
      neighbour.ping();
      if (round > 100_000) {
        throw new AssertionError(server.connections() + " connections are still open");
      }
    }
  }
}
