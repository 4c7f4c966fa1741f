package io.holdfast.raft;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.holdfast.kv.DamagedException;
import io.holdfast.kv.command.Command;
import io.holdfast.kv.command.Origin;
import io.holdfast.raft.ForwardForm.Reply;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class ForwardFormTest {
  private static final ForwardForm.Request REQUEST =
      new ForwardForm.Request(
          5,
          new Origin(-9, 1234),
          List.of(new Command.DeleteBucket("b"), new Command.RemoveRevision("größe", 7)));

  @Test
  void shouldReadWhatItWrote() {
    assertEquals(REQUEST, ForwardForm.request(ForwardForm.encode(REQUEST)));
    for (Reply reply :
        List.of(new Reply.Taken(), new Reply.Refused("die Platte ist voll"), new Reply.Unknown())) {
      assertEquals(reply, ForwardForm.reply(ForwardForm.encode(reply)));
    }
  }

  @Test
  void shouldRefuseWhatIsCutShortOrOfAnotherVersion() {
    byte[] whole = ForwardForm.encode(REQUEST);
    for (int length = 0; length < whole.length; length++) {
      byte[] cut = Arrays.copyOf(whole, length);
      assertThrows(DamagedException.class, () -> ForwardForm.request(cut));
    }
    whole[0] = 2;
    var newer = assertThrows(DamagedException.class, () -> ForwardForm.request(whole));
    assertTrue(String.valueOf(newer.getMessage()).contains("version 2"), newer.getMessage());
    assertThrows(DamagedException.class, () -> ForwardForm.reply(new byte[] {1, 9}));
    assertThrows(DamagedException.class, () -> ForwardForm.reply(new byte[0]));
  }
}
