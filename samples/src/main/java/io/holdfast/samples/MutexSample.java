package io.holdfast.samples;

import io.holdfast.kv.FencingToken;
import io.holdfast.locks.Locks;
import io.holdfast.locks.Mutex;
import io.holdfast.locks.MutexHandle;
import io.holdfast.node.HoldfastNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Writes to a resource that checks fencing tokens, under a mutex, on an embedded durable store. */
public final class MutexSample {
  private MutexSample() {}

  /** Takes the directory for the data; without it, a new one that it leaves behind. */
  public static void main(String[] args) throws Exception {
    Path directory =
        args.length > 0 ? Path.of(args[0]) : Files.createTempDirectory("holdfast-sample");
    var storage = new FencedStorage();
    run(directory, storage);
    System.out.println("written under the mutex: " + storage.accepted());
  }

  static void run(Path directory, FencedStorage storage) throws InterruptedException {
    try (var node = HoldfastNode.builder().data(directory).start();
        var locks = Locks.on(node.store())) {
      Mutex mutex = locks.mutex("invoice-42");
      try (MutexHandle held = mutex.acquire(Duration.ofSeconds(10))) {
        held.onLost(reason -> System.err.println("stop now: " + reason.describe()));
        storage.write(held.token(), "paid");
      }
    }
  }

  /** What a lock protects: it refuses writes whose token is lower than the highest it has seen. */
  static final class FencedStorage {
    private final List<String> accepted = new ArrayList<>();
    private FencingToken highest = new FencingToken(0, 0);

    synchronized void write(FencingToken token, String value) {
      if (highest.isAfter(token)) {
        throw new IllegalStateException("token " + token + " is older than " + highest);
      }
      highest = token;
      accepted.add(value);
    }

    synchronized List<String> accepted() {
      return List.copyOf(accepted);
    }
  }
}
