package io.holdfast.raft;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.holdfast.kv.BucketConfig;
import io.holdfast.kv.Bytes;
import io.holdfast.kv.Condition;
import io.holdfast.kv.Operation;
import io.holdfast.kv.Ttl;
import io.holdfast.kv.command.Command;
import io.holdfast.kv.command.CommandSize;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SubmissionTest {
  private static final Condition AT_ONE = new Condition.KeyAt("a", 1);
  private static final Operation DELETE = Operation.Delete.of("b");

  @Test
  void shouldCountTheTextOfEveryCommand() {
    String text = "x".repeat(10_000);
    Command create = new Command.CreateBucket(config(text));
    for (Command command :
        List.of(
            create,
            new Command.UpdateBucket(config(text)),
            new Command.PurgeEntries("bucket", text, 1, 0),
            Command.Write.of("bucket", DELETE, new Condition.OldestUnder(text, 0)))) {
      assertTrue(Submission.of(command).bytes() > text.length(), command::toString);
    }
    assertEquals(CommandSize.of(create), Submission.of(create).bytes());
  }

  @Test
  void shouldNotCallVitalWhatIsLarge() {
    Bytes large = Bytes.wrap(new byte[Submission.MOST_VITAL_BYTES]);

    assertTrue(isVital(renewal(Bytes.EMPTY)));
    assertFalse(isVital(renewal(large)));
  }

  private static BucketConfig config(String text) {
    return BucketConfig.builder("bucket").metadata(Map.of("name", text)).build();
  }

  private static Operation renewal(Bytes value) {
    return Operation.Put.of("a", value).withTtl(Ttl.of(Duration.ofSeconds(10)));
  }

  private static boolean isVital(Operation operation) {
    return Submission.of(Command.Write.of("bucket", operation, AT_ONE)).vital();
  }
}
