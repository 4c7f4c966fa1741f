package io.holdfast.net.fuzz;

import io.holdfast.kv.Bytes;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiFunction;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Whatever is asked, there is exactly one answer, it is a right one or a documented error, nothing
 * is thrown in the server, and afterwards nothing is left.
 */
class RequestFuzzTest {
  private static final int BATCHES = 4;
  private static final int BATCH = 25;

  /** As in {@link FuzzClient}: much longer than any answer takes. */
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  /** A suite whose requests are all refused would look at parsers only. */
  private static final int LEAST_DONE_PERCENT = 15;

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
  void shouldAnswerEveryApiRequest() {
    run("RequestFuzzTest#shouldAnswerEveryApiRequest", 8, ApiDice::request);
  }

  @Test
  void shouldAnswerEveryPublish() {
    run("RequestFuzzTest#shouldAnswerEveryPublish", 4, WriteDice::put);
  }

  @Test
  void shouldAnswerEveryRequestOfTheExtension() {
    run("RequestFuzzTest#shouldAnswerEveryRequestOfTheExtension", 4, WriteDice::extension);
  }

  private static void run(String test, int percent, BiFunction<Dice, World, Publication> chosen) {
    var done = new AtomicLong();
    var asked = new AtomicLong();
    Seeds.run(
        test,
        percent,
        (dice, seed) -> {
          var world = World.of(seed);
          try (FuzzClient client = server.connect().hello()) {
            client.send(
                ascii("SUB _R.* 1\r\nSUB _P 3\r\n" + (dice.oneIn(2) ? "SUB _D.> 2\r\n" : "")));
            ask(
                client,
                dice,
                world,
                world.buckets().stream().map(name -> ApiDice.bucket(dice, name)).toList());
            for (int left = BATCHES; left > 0; left--) {
              var batch = new ArrayList<Publication>();
              while (batch.size() < BATCH) {
                Publication next =
                    dice.oneIn(3) ? WriteDice.put(dice, world) : chosen.apply(dice, world);
                // What is larger than the limit ends the connection; that is another suite's
                // matter.
                if (next.size() <= FuzzServer.MAX_PAYLOAD) {
                  batch.add(next);
                }
              }
              done.addAndGet(ask(client, dice, world, batch));
              asked.addAndGet(batch.size());
            }
            var cleaning = new ArrayList<Publication>();
            for (String bucket : world.buckets()) {
              cleaning.add(Publication.of("$JS.API.STREAM.DELETE.KV_" + bucket, Bytes.EMPTY));
            }
            ask(client, dice, world, cleaning);
          }
          server.complaints().assertNone();
          return BATCHES * BATCH;
        });
    if (asked.get() > 1000 && done.get() * 100 < asked.get() * LEAST_DONE_PERCENT) {
      throw new AssertionError("only " + done + " of " + asked + " requests were carried out");
    }
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  /** Sends all at once and takes the answers as they come; returns how many were no errors. */
  private static int ask(FuzzClient client, Dice dice, World world, List<Publication> requests)
      throws IOException {
    var bytes = new ByteArrayOutputStream();
    for (int i = 0; i < requests.size(); i++) {
      if (dice.oneIn(5)) {
        Publication toConsumer = ApiDice.toConsumer(dice, world);
        if (toConsumer.size() <= FuzzServer.MAX_PAYLOAD) {
          bytes.writeBytes(
              FrameDice.publish(dice, toConsumer, dice.oneIn(2) ? "_P" : null).bytes().toArray());
        }
      }
      bytes.writeBytes(FrameDice.publish(dice, requests.get(i), "_R." + i).bytes().toArray());
    }
    client.send(bytes.toByteArray());
    var answered = new BitSet();
    int done = 0;
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (answered.cardinality() < requests.size()) {
      FuzzClient.Received answer = next(client, requests, answered);
      if (answer.subject().startsWith("_R.")) {
        int index = Integer.parseInt(answer.subject().substring(3));
        if (index >= requests.size() || answered.get(index)) {
          throw new AssertionError("answered twice: " + answer);
        }
        if (Answers.isOneOfSeveral(requests.get(index), answer)) {
          continue;
        }
        answered.set(index);
        done += Answers.check(requests.get(index), answer) ? 1 : 0;
      } else if (System.nanoTime() - deadline > 0) {
        // What consumers deliver goes on for ever, so the client's own patience does not end.
        throw new AssertionError("no answer to " + requests.get(answered.nextClearBit(0)));
      }
    }
    return done;
  }

  private static FuzzClient.Received next(
      FuzzClient client, List<Publication> requests, BitSet answered) throws IOException {
    try {
      return client.message();
    } catch (IOException | AssertionError e) {
      Publication open = requests.get(answered.nextClearBit(0));
      throw new AssertionError("no answer to " + open + "\nbut " + e.getMessage(), e);
    }
  }
}
