package io.holdfast.net.remote;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A TCP proxy on a free loopback port that can lose answers, stall them or cut connections.
 * Thread-safe: each direction of a connection has a thread of its own, and what to do next is
 * volatile.
 */
final class Proxy implements AutoCloseable {
  /** What happens to bytes on their way from the server. */
  enum Answers {
    /** They pass. */
    PASS,
    /** They are swallowed, and the connection stays. */
    LOSE,
    /** The connection is reset when the first of them come. */
    CUT
  }

  private final int target;
  private final ServerSocket listener;
  private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
  private final AtomicInteger connections = new AtomicInteger();
  private volatile Answers answers = Answers.PASS;
  private volatile String wanted = "";
  private volatile boolean refusing;
  private volatile CountDownLatch affected = new CountDownLatch(1);

  Proxy(int target) {
    this.target = target;
    try {
      listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    daemon(this::accept);
  }

  String url() {
    return "nats://127.0.0.1:" + listener.getLocalPort();
  }

  /** From now on answers are treated so; a cut happens once. */
  void answers(Answers treatment) {
    affected = new CountDownLatch(1);
    answers = treatment;
  }

  /** From now on answers pass, and {@link #awaitAffected} waits for one that holds {@code text}. */
  void lookFor(String text) {
    answers(Answers.PASS);
    wanted = text;
  }

  /** Waits, within bounds, until an answer was lost or cut or held what was looked for. */
  void awaitAffected() throws InterruptedException {
    if (!affected.await(10, TimeUnit.SECONDS)) {
      throw new AssertionError("no answer came to be lost, or as looked for, within 10 s");
    }
  }

  /** How many connections were made. */
  int connections() {
    return connections.get();
  }

  /** Cuts every connection and takes no new ones until {@link #mend}. */
  void partition() {
    refusing = true;
    cut();
  }

  /** Takes connections again. */
  void mend() {
    refusing = false;
  }

  /** Cuts every connection. */
  void cut() {
    sockets.forEach(Proxy::reset);
    sockets.clear();
  }

  private void accept() {
    try {
      while (true) {
        Socket client = listener.accept();
        if (refusing) {
          reset(client);
          continue;
        }
        connections.incrementAndGet();
        Socket server = connected();
        if (server == null) {
          reset(client);
          continue;
        }
        client.setTcpNoDelay(true);
        server.setTcpNoDelay(true);
        sockets.add(client);
        sockets.add(server);
        daemon(() -> pump(client, server, false));
        daemon(() -> pump(server, client, true));
      }
    } catch (IOException closed) {
      cut();
    }
  }

  private @Nullable Socket connected() {
    var server = new Socket();
    try {
      server.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), target));
      return server;
    } catch (IOException away) {
      return null;
    }
  }

  private void pump(Socket from, Socket to, boolean fromServer) {
    byte[] buffer = new byte[64 * 1024];
    try (InputStream in = from.getInputStream();
        OutputStream out = to.getOutputStream()) {
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        Answers now = fromServer ? answers : Answers.PASS;
        if (now == Answers.CUT) {
          answers = Answers.PASS;
          reset(from);
          reset(to);
        } else if (now == Answers.PASS) {
          out.write(buffer, 0, read);
          out.flush();
          if (!fromServer || !holdsWanted(buffer, read)) {
            continue;
          }
        }
        affected.countDown();
      }
    } catch (IOException gone) {
      reset(to);
    }
    reset(to);
  }

  private boolean holdsWanted(byte[] buffer, int length) {
    String text = wanted;
    return !text.isEmpty()
        && new String(buffer, 0, length, StandardCharsets.ISO_8859_1).contains(text);
  }

  private static void reset(Socket socket) {
    try {
      if (!socket.isClosed()) {
        socket.setSoLinger(true, 0);
        socket.close();
      }
    } catch (IOException alreadyGone) {
      // What was to be cut is cut.
    }
  }

  private static void daemon(Runnable task) {
    var thread = new Thread(task, "proxy");
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void close() {
    try {
      listener.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    cut();
  }
}
