package io.holdfast.raft;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.holdfast.kv.BucketConfig;
import io.holdfast.kv.Bytes;
import io.holdfast.kv.Condition;
import io.holdfast.kv.LeaseRef;
import io.holdfast.kv.Operation;
import io.holdfast.kv.Ttl;
import io.holdfast.kv.command.Command;
import io.holdfast.kv.command.CommandSize;
import io.holdfast.kv.command.LeaseTime;
import io.holdfast.kv.command.MessageId;
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
  void shouldLetThroughWhatKeepsOrFreesAndNothingBesides() {
    Operation renewal = put(Bytes.EMPTY).withTtl(Ttl.of(Duration.ofSeconds(10)));
    Operation handOver = put(Bytes.EMPTY).ownedBy(new LeaseRef("lease", 7));

    assertTrue(isVital(DELETE));
    assertTrue(isVital(renewal));
    assertTrue(isVital(handOver, DELETE));
    assertTrue(Submission.of(new Command.AdvanceTime(1)).vital());
    assertTrue(Submission.of(new Command.DeleteBucket("bucket")).vital());

    assertFalse(isVital(put(Bytes.EMPTY)));
    assertFalse(isVital(DELETE, put(Bytes.EMPTY)), "a delete must not carry growth along");
    assertFalse(isVital(renewal, Operation.Put.of("c", Bytes.EMPTY)));
    assertFalse(Submission.of(new Command.CreateBucket(config("text"))).vital());
  }

  @Test
  void shouldNotCallVitalWhatIsLarge() {
    Bytes large = Bytes.wrap(new byte[Submission.MOST_VITAL_BYTES]);

    assertFalse(isVital(put(large).withTtl(Ttl.of(Duration.ofSeconds(10)))));
  }

  private static BucketConfig config(String text) {
    return BucketConfig.builder("bucket").metadata(Map.of("name", text)).build();
  }

  private static Operation.Put put(Bytes value) {
    return Operation.Put.of("a", value);
  }

  private static boolean isVital(Operation... operations) {
    var write =
        new Command.Write(
            "bucket", List.of(AT_ONE), List.of(operations), MessageId.NONE, LeaseTime.NEVER);
    return Submission.of(write).vital();
  }
}
