package io.holdfast.node;

import io.holdfast.net.http.HttpEndpoint;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A node's pages being served. Thread-safe, as its parts are. */
final class HttpPages {
  /** A scrape that takes longer than this comes too late for any monitoring. */
  private static final Duration LIFETIME = Duration.ofSeconds(10);

  private static final Logger log = LoggerFactory.getLogger(HttpPages.class);

  private final HttpEndpoint endpoint;
  private final NodePages pages;
  private final List<AutoCloseable> owned;

  private HttpPages(HttpEndpoint endpoint, NodePages pages, List<AutoCloseable> owned) {
    this.endpoint = endpoint;
    this.pages = pages;
    this.owned = owned;
  }

  /** Starts to serve; {@code owned} closes with it. */
  static HttpPages start(InetAddress host, int port, NodePages pages, List<AutoCloseable> owned) {
    return new HttpPages(HttpEndpoint.start(host, port, LIFETIME, pages.byPath()), pages, owned);
  }

  InetSocketAddress address() {
    return endpoint.address();
  }

  /** The node is about to close, and says so at {@code /readyz}. */
  void closing() {
    pages.closing();
  }

  void close() {
    endpoint.close();
    for (AutoCloseable each : owned) {
      try {
        each.close();
      } catch (Exception e) {
        log.warn("Closing the meters failed", e);
      }
    }
  }
}
