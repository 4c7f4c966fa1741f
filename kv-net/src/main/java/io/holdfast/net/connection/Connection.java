package io.holdfast.net.connection;

import io.holdfast.kv.time.Mailbox;
import io.holdfast.net.access.Identity;
import io.holdfast.net.protocol.Message;
import io.holdfast.net.protocol.ServerFrame;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.ssl.SslHandler;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The way out to one client. Thread-safe: what comes from other threads goes through a mailbox to
 * the connection's event loop, in order, with one hand-over per burst; each burst is flushed once.
 *
 * <p>Bounded (guarantees G24, G35): a client whose backlog passes the limit is disconnected, and
 * nobody waits for it.
 */
// Netty's futures of single writes are not looked at: a write that fails closes the channel, and
// that is seen.
@SuppressWarnings("FutureReturnValueIgnored")
final class Connection {
  private static final Logger log = LoggerFactory.getLogger(Connection.class);
  private static final long LINGER_MILLIS = 500;

  private final int id;
  private final Channel channel;
  private final EventLoop loop;
  private final Mailbox mailbox;
  private final long maxPendingBytes;
  private final Runnable whenSlow;
  private final AtomicLong queuedBytes = new AtomicLong();
  private final Set<Runnable> waitingForRoom = ConcurrentHashMap.newKeySet();

  private volatile ConnectOptions options = ConnectOptions.DEFAULT;
  private @Nullable Identity identity;
  private volatile boolean gone;
  private boolean flushScheduled;

  /** {@code whenSlow} runs on the event loop when the client is given up for its backlog. */
  Connection(int id, Channel channel, long maxPendingBytes, Runnable whenSlow) {
    this.id = id;
    this.channel = channel;
    this.loop = channel.eventLoop();
    this.mailbox = new Mailbox(loop);
    this.maxPendingBytes = maxPendingBytes;
    this.whenSlow = whenSlow;
  }

  int id() {
    return id;
  }

  EventLoop loop() {
    return loop;
  }

  ConnectOptions options() {
    return options;
  }

  void options(ConnectOptions agreed) {
    options = agreed;
  }

  /** Who the client is; null: not known yet. On the event loop only. */
  @Nullable Identity identity() {
    return identity;
  }

  void identity(Identity proved) {
    identity = proved;
  }

  /** Runs {@code task} on the event loop: at once when there already, else in the order given. */
  void execute(Runnable task) {
    if (loop.inEventLoop()) {
      task.run();
    } else {
      mailbox.execute(task);
    }
  }

  /** Runs {@code task} on the event loop, after everything that was handed over before. */
  void later(Runnable task) {
    mailbox.execute(task);
  }

  /**
   * Runs {@code task} after what other threads have handed over until now: at once when nothing
   * waits. On the event loop only.
   */
  void inOrder(Runnable task) {
    mailbox.run(task);
  }

  /**
   * Delivers to one of this connection's subscriptions; false when that certainly reached nobody.
   */
  boolean deliver(Subscription subscription, Message message) {
    if (gone) {
      return false;
    }
    if (loop.inEventLoop()) {
      return deliverNow(subscription, message);
    }
    int size = message.size();
    if (queuedBytes.addAndGet(size) > maxPendingBytes) {
      loop.execute(this::dropSlowClient);
    }
    mailbox.execute(
        () -> {
          queuedBytes.addAndGet(-size);
          deliverNow(subscription, message);
          signalRoom();
        });
    return true;
  }

  private boolean deliverNow(Subscription subscription, Message message) {
    if (gone || !subscription.countDelivery()) {
      return false;
    }
    write(
        new ServerFrame.Deliver(
            subscription.sid(), options.headers() ? message : message.withoutHeaders()));
    return true;
  }

  /** Writes a frame; it leaves with the burst that it is part of. On the event loop only. */
  void write(ServerFrame frame) {
    if (gone) {
      return;
    }
    channel.write(frame, channel.voidPromise());
    if (channel.isActive() && channel.bytesBeforeWritable() > maxPendingBytes) {
      dropSlowClient();
    } else if (!flushScheduled) {
      flushScheduled = true;
      loop.execute(this::flush);
    }
  }

  /** Sends what was written. On the event loop only. */
  void flush() {
    flushScheduled = false;
    channel.flush();
  }

  /** Whether the client can take more without a growing backlog. */
  boolean hasRoom() {
    return gone || (channel.isWritable() && queuedBytes.get() < NatsPipeline.HIGH_WATER_BYTES);
  }

  /**
   * Runs {@code task} once, soon after the client {@link #hasRoom}, or is gone. It must not block.
   * Asked again with the same task meanwhile, it still runs once: so who is woken for other reasons
   * may ask each time, and a client that never reads gathers nothing.
   */
  void whenRoom(Runnable task) {
    waitingForRoom.add(task);
    // Asked again after adding: else room that came in between would be missed.
    signalRoom();
  }

  /** Tells those who wait, if there is room. */
  void signalRoom() {
    for (var each = waitingForRoom.iterator(); hasRoom() && each.hasNext(); ) {
      Runnable task = each.next();
      // Whoever removes it runs it: another thread may go through them, too.
      if (waitingForRoom.remove(task)) {
        task.run();
      }
    }
  }

  /** Tells the client why, then closes. On the event loop only. */
  void fail(String text) {
    write(new ServerFrame.Failure(text));
    closeAfterFlush();
  }

  /** Sends what was written, then closes. On the event loop only. */
  void closeAfterFlush() {
    if (gone) {
      return;
    }
    gone = true;
    channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(sent -> linger());
    loop.schedule(() -> channel.close(), LINGER_MILLIS, TimeUnit.MILLISECONDS);
  }

  /**
   * Closing with unread input would make the system reset the connection, and the client might miss
   * the last words.
   */
  private void linger() {
    SslHandler tls = channel.pipeline().get(SslHandler.class);
    if (tls == null) {
      shutDownOutput();
    } else {
      tls.closeOutbound().addListener(told -> shutDownOutput());
    }
  }

  private void shutDownOutput() {
    if (channel instanceof DuplexChannel duplex && channel.isActive()) {
      duplex.shutdownOutput();
    } else {
      channel.close();
    }
  }

  /** Whether it is closed, or about to be: nothing more is done for the client. */
  boolean isGone() {
    return gone;
  }

  /** Closes at once. Thread-safe. */
  void close() {
    channel.close();
  }

  /** The channel is closed; nothing more will be written. On the event loop only. */
  void markGone() {
    gone = true;
    signalRoom();
  }

  private void dropSlowClient() {
    giveUp("more than " + maxPendingBytes + " bytes wait for it");
  }

  /** The client has taken nothing of its backlog for too long. On the event loop only. */
  void giveUpStalled() {
    giveUp("it has taken nothing of what waits for it for too long");
  }

  private void giveUp(String why) {
    if (!gone) {
      gone = true;
      log.warn(
          "Closed connection {} from {}: {}; it reads too slowly",
          id,
          channel.remoteAddress(),
          why);
      whenSlow.run();
      channel.close();
    }
  }
}
