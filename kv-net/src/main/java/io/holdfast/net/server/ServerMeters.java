package io.holdfast.net.server;

import io.holdfast.net.protocol.ClientFrame;
import io.holdfast.net.protocol.ServerFrame;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.ChannelPromise;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.IntSupplier;
import java.util.function.ToDoubleFunction;

/**
 * The meters of a server. Two handlers in each client's pipeline count what passes; without meters
 * they are not there. Thread-safe, as meters are; the handlers hold nothing that changes.
 */
final class ServerMeters implements ServerListener {
  /** What went wrong between the server and a client, as its meter is tagged. */
  private enum ErrorKind {
    PROTOCOL,
    SUBJECT,
    PAYLOAD,
    LIMIT,
    STALE,
    SLOW,
    OTHER;

    String tag() {
      return name().toLowerCase(Locale.ROOT);
    }

    static ErrorKind of(String text) {
      String told = text.toLowerCase(Locale.ROOT);
      if (told.contains("maximum payload")) {
        return PAYLOAD;
      }
      if (told.contains("maximum")) {
        return LIMIT;
      }
      if (told.contains("subject")) {
        return SUBJECT;
      }
      if (told.contains("stale")) {
        return STALE;
      }
      return told.contains("protocol") || told.contains("control line") ? PROTOCOL : OTHER;
    }
  }

  private final MeterRegistry registry;
  private final Counter connected;
  private final Counter bytesIn;
  private final Counter bytesOut;
  private final Counter messagesIn;
  private final Counter messagesOut;
  private final Map<ErrorKind, Counter> errors = new EnumMap<>(ErrorKind.class);
  private final List<Meter> gauges = new CopyOnWriteArrayList<>();

  ServerMeters(MeterRegistry registry) {
    this.registry = registry;
    connected = counter("holdfast.server.accepted", "Connections accepted", "connections");
    bytesIn = counter("holdfast.server.received", "Received from clients", "bytes");
    bytesOut = counter("holdfast.server.sent", "Sent to clients", "bytes");
    messagesIn = counter("holdfast.server.messages.in", "Messages that clients published", "");
    messagesOut = counter("holdfast.server.messages.out", "Messages delivered to clients", "");
    for (ErrorKind kind : ErrorKind.values()) {
      errors.put(
          kind,
          Counter.builder("holdfast.server.errors")
              .description("Errors told to clients, and clients given up")
              .tag("kind", kind.tag())
              .register(registry));
    }
  }

  private Counter counter(String name, String description, String unit) {
    return Counter.builder(name).description(description).baseUnit(unit).register(registry);
  }

  private void count(ErrorKind kind) {
    Counter counter = errors.get(kind);
    if (counter != null) {
      counter.increment();
    }
  }

  @Override
  public void opened(Counts counts) {
    gauge(
        "holdfast.server.connections", "Clients connected", counts, each -> of(each.connections()));
    gauge(
        "holdfast.server.subscriptions",
        "Their subscriptions",
        counts,
        each -> of(each.subscriptions()));
    gauge("holdfast.server.consumers", "Push consumers", counts, each -> of(each.consumers()));
  }

  private static double of(IntSupplier count) {
    return count.getAsInt();
  }

  private void gauge(
      String name, String description, Counts counts, ToDoubleFunction<Counts> reading) {
    // Strong: nobody else keeps the counts.
    gauges.add(
        Gauge.builder(name, counts, reading)
            .description(description)
            .strongReference(true)
            .register(registry));
  }

  @Override
  public void accepted(ChannelPipeline pipeline, String session) {
    connected.increment();
    pipeline.addFirst("meter-bytes", new ByteMeter());
    pipeline.addBefore(session, "meter-frames", new FrameMeter());
  }

  @Override
  public void slowClient() {
    count(ErrorKind.SLOW);
  }

  @Override
  public void closed() {
    gauges.forEach(registry::remove);
    gauges.clear();
  }

  /** Counts bytes; passes buffers on untouched. */
  @Sharable
  private final class ByteMeter extends ChannelDuplexHandler {
    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
      if (message instanceof ByteBuf bytes) {
        bytesIn.increment(bytes.readableBytes());
      }
      ctx.fireChannelRead(message);
    }

    @Override
    @SuppressWarnings("FutureReturnValueIgnored") // the promise that was given
    public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
      if (message instanceof ByteBuf bytes) {
        bytesOut.increment(bytes.readableBytes());
      }
      ctx.write(message, promise);
    }
  }

  /** Counts frames; passes them on. */
  @Sharable
  private final class FrameMeter extends ChannelDuplexHandler {
    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
      if (message instanceof ClientFrame.Publish) {
        messagesIn.increment();
      } else if (message instanceof ClientFrame.Violation violation && violation.text() == null) {
        count(ErrorKind.PROTOCOL);
      }
      ctx.fireChannelRead(message);
    }

    @Override
    @SuppressWarnings("FutureReturnValueIgnored") // the promise that was given
    public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
      if (message instanceof ServerFrame.Deliver) {
        messagesOut.increment();
      } else if (message instanceof ServerFrame.Failure failure) {
        count(ErrorKind.of(failure.text()));
      }
      ctx.write(message, promise);
    }
  }
}
