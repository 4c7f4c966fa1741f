package io.holdfast.net.connection;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.timeout.IdleState;
import io.netty.handler.timeout.IdleStateEvent;
import io.netty.handler.timeout.IdleStateHandler;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Gives up a client that takes nothing of its backlog for too long. Stands in the pipeline only
 * while there is a backlog, since it looks at every write. Confined to the event loop.
 */
final class StalledWrites extends IdleStateHandler {
  private static final String NAME = "stalled-writes";

  private final Runnable whenStalled;

  private StalledWrites(Duration limit, Runnable whenStalled) {
    super(true, 0, limit.toMillis(), 0, TimeUnit.MILLISECONDS);
    this.whenStalled = whenStalled;
  }

  /** There is a backlog from now on: watches it. */
  static void watch(ChannelPipeline pipeline, Duration limit, Runnable whenStalled) {
    if (pipeline.get(NAME) == null) {
      pipeline.addFirst(NAME, new StalledWrites(limit, whenStalled));
    }
  }

  /** There is none any more. */
  static void rest(ChannelPipeline pipeline) {
    if (pipeline.get(NAME) != null) {
      pipeline.remove(NAME);
    }
  }

  @Override
  protected void channelIdle(ChannelHandlerContext ctx, IdleStateEvent event) {
    if (event.state() == IdleState.WRITER_IDLE) {
      whenStalled.run();
    }
  }
}
