package io.holdfast.net.connection;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/**
 * Claim: who waits for room in a client's backlog is told, once, also when the room comes while it
 * begins to wait. The twin is {@link ConnectionRoomBrokenTest}.
 */
@JCStressTest
@Outcome(id = "1", expect = ACCEPTABLE, desc = "told once")
@Outcome(expect = FORBIDDEN, desc = "waits for ever, or told twice")
@State
public class ConnectionRoomTest {
  private final EmbeddedChannel channel = new EmbeddedChannel();
  private final Connection connection = new Connection(1, channel, Long.MAX_VALUE, () -> {});
  private final ChannelOutboundBuffer backlog =
      Objects.requireNonNull(channel.unsafe().outboundBuffer());
  private final AtomicInteger told = new AtomicInteger();

  public ConnectionRoomTest() {
    backlog.setUserDefinedWritability(1, false);
  }

  @Actor
  public void drain() {
    backlog.setUserDefinedWritability(1, true);
    connection.signalRoom();
  }

  @Actor
  public void await() {
    connection.whenRoom(told::incrementAndGet);
  }

  @Arbiter
  public void count(I_Result result) {
    result.r1 = told.get();
  }
}
