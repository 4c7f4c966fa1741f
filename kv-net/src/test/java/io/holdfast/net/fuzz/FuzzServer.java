package io.holdfast.net.fuzz;

import io.holdfast.kv.store.InMemoryStore;
import io.holdfast.kv.store.LocalStore;
import io.holdfast.net.extension.ExtensionService;
import io.holdfast.net.server.NatsServer;
import io.holdfast.net.server.ServerOptions;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufAllocatorMetricProvider;
import io.netty.util.ResourceLeakDetector;
import java.io.IOException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * A server with small limits over a store in memory, with every buffer tracked and every complaint
 * heard. For one thread.
 */
public final class FuzzServer implements AutoCloseable {
  /** Its limits, in bytes. */
  public static final int MAX_PAYLOAD = 8 * 1024;

  private static final int MAX_CONTROL_LINE = 1024;

  /** What all connections of a run may leave on the heap and outside it: none holds anything. */
  private static final long MOST_LEFT_BYTES = 48L << 20;

  private static final long MOST_DIRECT_BYTES = 64L << 20;

  private final ResourceLeakDetector.Level levelBefore = ResourceLeakDetector.getLevel();
  private final Complaints complaints;
  private final LocalStore store = InMemoryStore.open();
  private final ExecutorService readers = Executors.newSingleThreadExecutor();
  private final NatsServer server;
  private final long heapAtStart;

  public FuzzServer() {
    ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.PARANOID);
    complaints = new Complaints();
    server =
        NatsServer.start(
            ServerOptions.builder()
                .port(0)
                .ioThreads(2)
                .maxPayload(MAX_PAYLOAD)
                .maxControlLine(MAX_CONTROL_LINE)
                .maxSubscriptions(50)
                .build(),
            store,
            new ExtensionService(store, readers, MAX_PAYLOAD));
    heapAtStart = usedHeap();
  }

  /** A client that is ready to publish. */
  public FuzzClient connect() throws IOException {
    return new FuzzClient(server.address().getPort());
  }

  public int connections() {
    return server.connections();
  }

  public Complaints complaints() {
    return complaints;
  }

  /**
   * Fails when memory stayed in use after everything that was written is gone, or a buffer was
   * lost.
   */
  public void assertNothingLeft() throws IOException {
    long direct =
        ((ByteBufAllocatorMetricProvider) ByteBufAllocator.DEFAULT).metric().usedDirectMemory();
    if (direct > MOST_DIRECT_BYTES) {
      throw new AssertionError(direct + " bytes outside the heap are in use");
    }
    long left = usedHeap() - heapAtStart;
    if (left > MOST_LEFT_BYTES) {
      throw new AssertionError(left + " bytes stayed on the heap");
    }
    // A lost buffer is told when another one is made after its collection.
    try (FuzzClient client = connect()) {
      for (int i = 0; i < 50; i++) {
        client.ping();
      }
    }
    complaints.assertNone();
  }

  private static long usedHeap() {
    System.gc();
    var runtime = Runtime.getRuntime();
    return runtime.totalMemory() - runtime.freeMemory();
  }

  @Override
  public void close() {
    server.close();
    store.close();
    readers.shutdownNow();
    complaints.close();
    ResourceLeakDetector.setLevel(levelBefore);
  }
}
