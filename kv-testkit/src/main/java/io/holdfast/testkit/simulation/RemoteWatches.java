package io.holdfast.testkit.simulation;

import io.holdfast.kv.StoreClosedException;
import io.holdfast.kv.Watch;
import io.holdfast.kv.WatchListener;
import io.holdfast.kv.WatchOptions;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** The watches of one client. Confined to the thread that runs the simulation. */
final class RemoteWatches {
  final ClientScheduler client;
  final SimulatedServer server;
  final Link link;
  final Trace trace;
  private final Set<RemoteWatch> open = new LinkedHashSet<>();
  private boolean closed;

  RemoteWatches(ClientScheduler client, SimulatedServer server, Link link, Trace trace) {
    this.client = client;
    this.server = server;
    this.link = link;
    this.trace = trace;
  }

  Watch open(String bucket, WatchOptions options, WatchListener listener) {
    var watch = new RemoteWatch(this, bucket, options, listener);
    if (closed) {
      watch.end(clientClosed());
    } else {
      open.add(watch);
      watch.connect();
    }
    return watch;
  }

  void forget(RemoteWatch watch) {
    open.remove(watch);
  }

  void close() {
    closed = true;
    List.copyOf(open).forEach(watch -> watch.end(clientClosed()));
  }

  private static StoreClosedException clientClosed() {
    return new StoreClosedException("this client is closed, and the watch with it");
  }
}
