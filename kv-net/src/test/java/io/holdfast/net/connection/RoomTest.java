package io.holdfast.net.connection;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.netty.channel.embedded.EmbeddedChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Waiting until a client can take more. */
class RoomTest {
  private final EmbeddedChannel channel = new EmbeddedChannel();
  private final Connection connection = new Connection(1, channel, Long.MAX_VALUE, () -> {});
  private final List<String> told = new ArrayList<>();

  private void room(boolean some) {
    Objects.requireNonNull(channel.unsafe().outboundBuffer()).setUserDefinedWritability(1, some);
    connection.signalRoom();
  }

  @Test
  void shouldTellOnceHoweverOftenOneAsks() {
    Runnable task = () -> told.add("told");
    room(false);

    for (int i = 0; i < 1_000; i++) {
      connection.whenRoom(task);
    }
    room(true);

    assertEquals(List.of("told"), told);
  }

  @Test
  void shouldTellAgainWhoAsksAgain() {
    Runnable task = () -> told.add("told");
    for (int i = 0; i < 3; i++) {
      room(false);
      connection.whenRoom(task);
      room(true);
    }

    assertEquals(3, told.size());
  }

  @Test
  void shouldKeepTheRestWaitingWhenTheRoomIsTaken() {
    room(false);
    connection.whenRoom(() -> takeTheRoom("one"));
    connection.whenRoom(() -> takeTheRoom("another"));

    room(true);
    assertEquals(1, told.size());
    room(true);

    assertEquals(2, told.size());
  }

  private void takeTheRoom(String who) {
    told.add(who);
    Objects.requireNonNull(channel.unsafe().outboundBuffer()).setUserDefinedWritability(1, false);
  }
}
