package io.holdfast.kv.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.holdfast.kv.Condition;
import io.holdfast.kv.DamagedException;
import io.holdfast.kv.InvalidArgumentException;
import io.holdfast.kv.Operation;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class CommandCodecTest {
  private static final int BATCHES = 2_000;

  @Test
  void shouldReadBackWhatItWrote() {
    for (long seed = 0; seed < BATCHES; seed++) {
      CommandBatch batch = new RandomCommands(seed).batch();

      assertEquals(batch, decode(CommandCodec.encode(batch)), "seed " + seed);
    }
  }

  @Test
  void shouldKnowTheSizeOfEachCommandBeforeItIsWritten() {
    for (long seed = 0; seed < 300; seed++) {
      for (Command command : new RandomCommands(seed).batch().commands()) {
        var out = new BinaryWriter(16);
        CommandCodec.write(out, command);

        assertEquals(out.size(), CommandSize.of(command), () -> "size of " + command);
      }
    }
  }

  @Test
  void shouldMeetEveryKindOfCommandConditionOperationAndId() {
    Set<Class<?>> met = new HashSet<>();
    for (long seed = 0; seed < BATCHES; seed++) {
      for (Command command : new RandomCommands(seed).batch().commands()) {
        met.add(command.getClass());
        if (command instanceof Command.Write write) {
          write.conditions().forEach(condition -> met.add(condition.getClass()));
          write.operations().forEach(operation -> met.add(operation.getClass()));
          met.add(write.id().getClass());
        }
      }
    }

    for (Class<?> sealed :
        List.of(Command.class, Condition.class, Operation.class, MessageId.class)) {
      assertTrue(
          met.containsAll(List.of(sealed.getPermittedSubclasses())),
          () -> "the generator and so the codec must know each kind of " + sealed + ", met " + met);
    }
  }

  @Test
  void shouldRefuseABatchCutAtAnyByte() {
    for (long seed = 0; seed < 60; seed++) {
      byte[] whole = CommandCodec.encode(new RandomCommands(seed).batch());
      for (int length = 0; length < whole.length; length++) {
        byte[] cut = Arrays.copyOf(whole, length);

        assertThrows(
            DamagedException.class, () -> decode(cut), "seed " + seed + " cut at " + length);
      }
    }
  }

  @Test
  void shouldRefuseBytesAfterTheEnd() {
    byte[] whole = CommandCodec.encode(new RandomCommands(7).batch());

    String damage = damage(Arrays.copyOf(whole, whole.length + 1));

    assertEquals(
        "command batch at offset " + whole.length + ": found 1 bytes after the end", damage);
  }

  @Test
  void shouldReadAlteredBytesAsDamageOrAsABatchOfTheSameLength() {
    var random = new Random(42);
    for (long seed = 0; seed < BATCHES; seed++) {
      byte[] bytes = CommandCodec.encode(new RandomCommands(seed).batch());
      bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));

      CommandBatch read;
      try {
        read = decode(bytes);
      } catch (DamagedException found) {
        continue;
      }
      assertEquals(bytes.length, CommandCodec.encode(read).length, "seed " + seed);
    }
  }

  @Test
  void shouldNameTheVersionThatItDoesNotKnow() {
    byte[] bytes = CommandCodec.encode(new RandomCommands(1).batch());
    bytes[0] = 3;

    String damage = damage(bytes);

    assertTrue(
        damage.startsWith("command batch at offset 0: found version 3, known are 1 and 2;"),
        damage);
  }

  @Test
  void shouldNameTheTagThatItDoesNotKnow() {
    var batch =
        new CommandBatch(new WallTime(1), LeaseTime.ZERO, List.of(new Command.AdvanceTime(3)));
    byte[] bytes = CommandCodec.encode(batch);
    bytes[18] = 99;

    String damage = damage(bytes);

    assertTrue(
        damage.startsWith("command batch at offset 18: found command tag 99, known are 1 to 10;"),
        damage);
  }

  @Test
  void shouldCountOffsetsFromTheBeginningOfTheBuffer() {
    ByteBuffer buffer = ByteBuffer.wrap(new byte[] {0, 0, 0, 9}).position(3);

    String damage =
        String.valueOf(
            assertThrows(DamagedException.class, () -> CommandCodec.decode(buffer)).getMessage());

    assertTrue(damage.contains("at offset 3: found version 9"), damage);
    assertEquals(3, buffer.position());
  }

  @Test
  void shouldReportACommandThatCannotBeBuiltAsDamage() {
    var out = new BinaryWriter(64);
    out.u8(1);
    out.fixed64(0);
    out.fixed64(0);
    out.varint(1);
    out.u8(4);
    out.string("bucket");
    out.varint(0);
    out.varint(0);
    out.u8(0);
    out.fixed64(0);

    String damage = damage(out.toArray());

    assertTrue(damage.contains("needs at least one operation"), damage);
  }

  @Test
  void shouldRefuseTextWithoutUtf8FormWhenWriting() {
    var broken = new Command.DeleteBucket("half \uD83D pair");

    assertThrows(
        InvalidArgumentException.class, () -> CommandCodec.write(new BinaryWriter(16), broken));
  }

  @Test
  void shouldReadBackEveryOutcome() {
    Set<Refusal.Code> codes = new TreeSet<>();
    for (Refusal.Code code : Refusal.Code.values()) {
      codes.add(code);
      assertReadBack(new Outcome.Refused(new Refusal(code, "a key", -1, 5, 3)));
    }
    assertEquals(Refusal.Code.values().length, codes.size());
    assertReadBack(new Outcome.Written(1_700_000_000_000L, 4, 2, true));
    assertReadBack(new Outcome.BucketReady(3, false));
    assertReadBack(new Outcome.Removed(0));
    assertReadBack(new Outcome.Advanced(10_000));
  }

  private static void assertReadBack(Outcome outcome) {
    var out = new BinaryWriter(32);
    OutcomeCodec.write(out, outcome);
    var in = new BinaryReader("outcome", ByteBuffer.wrap(out.toArray()));

    assertEquals(outcome, OutcomeCodec.read(in));
    in.end();
  }

  private static String damage(byte[] bytes) {
    return String.valueOf(assertThrows(DamagedException.class, () -> decode(bytes)).getMessage());
  }

  private static CommandBatch decode(byte[] bytes) {
    return CommandCodec.decode(ByteBuffer.wrap(bytes));
  }
}
