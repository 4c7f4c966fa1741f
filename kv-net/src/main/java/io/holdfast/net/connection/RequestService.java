package io.holdfast.net.connection;

/**
 * Answers requests on some subjects, in the server itself. Thread-safe: called by every event loop
 * of the server.
 *
 * <p>A service sees every message published to a subject that it {@link #handles}, with or without
 * a reply subject; plain subscribers get the message, too. The first service that handles a subject
 * is the only one.
 */
public interface RequestService {
  /**
   * Whether messages to {@code subject} are this service's. Must be quick: it is asked for every
   * publish.
   */
  boolean handles(String subject);

  /**
   * Takes one message. Called on an event loop, in the order of the publisher's frames: it must not
   * block, and a scan over many entries belongs on another thread.
   */
  void handle(Request request, Reply reply);
}
