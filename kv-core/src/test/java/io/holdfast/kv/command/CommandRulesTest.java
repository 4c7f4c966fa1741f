package io.holdfast.kv.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.holdfast.kv.BucketConfig;
import io.holdfast.kv.Bytes;
import io.holdfast.kv.Headers;
import io.holdfast.kv.InvalidArgumentException;
import io.holdfast.kv.LimitExceededException;
import io.holdfast.kv.Operation;
import io.holdfast.kv.Ttl;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class CommandRulesTest {
  private static final CommandRules RULES = CommandRules.DEFAULT;

  @Test
  void shouldTakeACommandOfTheLargestSizeAndNoneAByteLarger() {
    var small = new CommandRules(1024);
    int overhead = Math.toIntExact(CommandSize.of(put(1000))) - 1000;

    Command largest = put(1024 - overhead);

    assertEquals(1024, small.check(largest));
    var refused =
        assertThrows(LimitExceededException.class, () -> small.check(put(1025 - overhead)));
    assertTrue(String.valueOf(refused.getMessage()).contains("1025 bytes"), refused::getMessage);
  }

  @Test
  void shouldRefuseToHandAKeyOverToItself() {
    var own = new Operation.HandOver("lock.a", "lock", Headers.NONE, Ttl.NONE, Ttl.NONE);

    var refused = assertThrows(InvalidArgumentException.class, () -> CommandRules.check(own));
    assertTrue(String.valueOf(refused.getMessage()).contains("own queue 'lock'"));
  }

  @Test
  void shouldRefuseTextWithoutAUtf8FormWhereverItIs() {
    for (Command command :
        List.of(
            new Command.PurgeEntries("bucket", "half\uD800", 1, 0),
            new Command.DeleteBucket("half\uDC00"),
            new Command.RemoveRevision("half\uD800x", 1),
            write(new MessageId.Foreign("half\uD800")),
            write(new MessageId.Request("half\uD800", 1, 0)))) {
      assertThrows(InvalidArgumentException.class, () -> RULES.check(command), command::toString);
    }
  }

  @Test
  void shouldBoundWhatABucketRemembersOfForeignIds() {
    assertThrows(
        InvalidArgumentException.class,
        () -> RULES.check(write(new MessageId.Foreign("i".repeat(1025)))));
    RULES.check(write(new MessageId.Foreign("i".repeat(1024))));

    BucketConfig.Builder config = BucketConfig.builder("bucket");
    var longest = config.duplicateWindow(CommandRules.MAX_DUPLICATE_WINDOW).build();
    var longer =
        config.duplicateWindow(CommandRules.MAX_DUPLICATE_WINDOW.plus(Duration.ofNanos(1))).build();
    RULES.check(new Command.CreateBucket(longest));
    assertThrows(
        InvalidArgumentException.class, () -> RULES.check(new Command.UpdateBucket(longer)));
  }

  @Test
  void shouldRefuseALimitThatALogEntryCannotHold() {
    assertThrows(InvalidArgumentException.class, () -> new CommandRules(1023));
    assertThrows(
        InvalidArgumentException.class,
        () -> new CommandRules(CommandRules.MOST_COMMAND_BYTES + 1));
  }

  private static Command put(int valueBytes) {
    return Command.Write.of("bucket", Operation.Put.of("key", Bytes.wrap(new byte[valueBytes])));
  }

  private static Command write(MessageId id) {
    return new Command.Write(
        "bucket", List.of(), List.of(Operation.Delete.of("key")), id, LeaseTime.NEVER);
  }
}
