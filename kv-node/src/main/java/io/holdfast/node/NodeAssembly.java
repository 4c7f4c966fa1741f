package io.holdfast.node;

import io.holdfast.kv.InvalidArgumentException;
import io.holdfast.kv.store.InMemoryStore;
import io.holdfast.kv.store.LocalStore;
import io.holdfast.kv.time.ThreadScheduler;
import io.holdfast.net.extension.ExtensionService;
import io.holdfast.net.http.HttpEndpoint;
import io.holdfast.net.server.NatsServer;
import io.holdfast.net.server.ServerOptions;
import io.holdfast.raft.DurableStore;
import io.holdfast.raft.DurableStoreOptions;
import io.holdfast.raft.StorageListener;
import io.holdfast.raft.StorageView;
import io.micrometer.core.instrument.MeterRegistry;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Puts a node together, and takes it apart again when a part of it cannot be opened. To be used
 * once, by one thread.
 */
final class NodeAssembly {
  private final NodeSettings settings;
  private final Consumer<Throwable> onFatal;
  private final OpenedStorage storage = new OpenedStorage();
  private final Deque<AutoCloseable> opened = new ArrayDeque<>();

  NodeAssembly(NodeSettings settings, Consumer<Throwable> onFatal) {
    this.settings = settings;
    this.onFatal = onFatal;
  }

  /** Where the data is, for people. */
  String place() {
    return settings.data() == null ? "in memory" : "in " + settings.data();
  }

  /** Before anything is made: a node that cannot listen must not leave a directory behind. */
  void check() {
    InetAddress httpHost = settings.httpHost();
    if (settings.serving()) {
      NatsServer.listenAddress(settings.server(null)).check();
    }
    HttpSettings http = settings.http();
    if (http != null && httpHost != null) {
      HttpEndpoint.listenAddress(httpHost, http.port()).check();
    }
    ClusterSetting cluster = settings.cluster();
    if (cluster != null) {
      check(cluster);
    }
  }

  private void check(ClusterSetting cluster) {
    if (settings.data() == null) {
      throw new InvalidArgumentException(
          "a node of a cluster keeps its data in a directory: without one it forgets whom it voted for");
    }
    if (settings.quota() != null) {
      throw new InvalidArgumentException(
          "a quota is set by one write, and a node of a cluster starts before there is a leader to write: start it without");
    }
    if (settings.serving()) {
      cluster.checkApart(settings.host(), settings.port(), "clients");
    }
    HttpSettings http = settings.http();
    if (http != null) {
      cluster.checkApart(http.host(), http.port(), "pages");
    }
    cluster.check(settings.insecure());
    cluster.warn();
  }

  /** Opens everything; when that fails, nothing is left running. */
  HoldfastNode open() {
    try {
      return openParts();
    } catch (RuntimeException e) {
      opened.forEach(part -> closeAfter(e, part));
      throw e;
    }
  }

  private HoldfastNode openParts() {
    NodeMeters shown = settings.http() == null ? null : NodeMeters.beside(settings.meters());
    MeterRegistry registry = shown == null ? settings.meters() : shown.registry();
    if (shown != null) {
      shown.ours().forEach(opened::push);
    }
    var scheduler = ThreadScheduler.create("holdfast");
    opened.push(scheduler);
    LocalStore store = store(scheduler, registry);
    opened.push(store);
    QuotaSetting quota = settings.quota();
    if (quota != null) {
      quota.apply(store);
    }
    NatsServer server = settings.serving() ? serve(store, scheduler, registry) : null;
    if (server != null) {
      opened.push(server);
    }
    HttpPages pages = shown == null ? null : pages(store, server, shown);
    return new HoldfastNode(place(), scheduler, store, server, pages);
  }

  private LocalStore store(ThreadScheduler scheduler, @Nullable MeterRegistry registry) {
    Path directory = settings.data();
    if (directory == null) {
      return InMemoryStore.open(scheduler, registry);
    }
    var options =
        DurableStoreOptions.at(directory)
            .scheduler(scheduler)
            .scrub(settings.scrub())
            .diskLimits(settings.diskLimits())
            .listener(storage)
            .onFatal(onFatal);
    ClusterSetting cluster = settings.cluster();
    if (cluster != null) {
      options.nodeNumber(cluster.number()).cluster(cluster.options());
    }
    return DurableStore.open((registry == null ? options : options.meters(registry)).build());
  }

  private NatsServer serve(
      LocalStore store, ThreadScheduler scheduler, @Nullable MeterRegistry registry) {
    ServerOptions options = settings.server(registry);
    return NatsServer.start(
        options, store, new ExtensionService(store, scheduler, options.maxPayload()));
  }

  private @Nullable HttpPages pages(
      LocalStore store, @Nullable NatsServer server, NodeMeters shown) {
    HttpSettings http = settings.http();
    InetAddress httpHost = settings.httpHost();
    return http == null || httpHost == null
        ? null
        : HttpPages.start(
            httpHost,
            http.port(),
            new NodePages(store, storage.view(), server, shown.page()),
            shown.ours());
  }

  private static void closeAfter(RuntimeException failure, AutoCloseable part) {
    try {
      part.close();
    } catch (Exception e) {
      failure.addSuppressed(e);
    }
  }

  /** Keeps the view of the storage for the pages. Written before {@code open} returns. */
  private static final class OpenedStorage implements StorageListener {
    private volatile @Nullable StorageView view;

    @Override
    public void opened(StorageView opened) {
      view = opened;
    }

    @Nullable StorageView view() {
      return view;
    }
  }
}
