package io.holdfast.samples;

import io.holdfast.kv.Bucket;
import io.holdfast.kv.BucketConfig;
import io.holdfast.kv.KeyValueStore;
import io.holdfast.net.remote.RemoteOptions;
import io.holdfast.net.remote.RemoteStore;
import io.holdfast.node.HoldfastNode;
import java.util.Optional;

/**
 * The server that a sample talks to: the one that {@code --url URL} names, or one of its own in
 * memory.
 *
 * @param url what clients connect to
 * @param own the server to end with the sample, if it is the sample's
 */
record SampleServer(String url, Optional<HoldfastNode> own) implements AutoCloseable {
  /** The server that the arguments of a sample ask for. */
  static SampleServer from(String... args) {
    if (args.length == 2 && args[0].equals("--url")) {
      return new SampleServer(args[1], Optional.empty());
    }
    if (args.length > 0) {
      throw new IllegalArgumentException(
          "arguments " + String.join(" ", args) + ": give --url URL, or none for a server in here");
    }
    var node = HoldfastNode.builder().memory().listen(0).start();
    return new SampleServer(node.url().orElseThrow(), Optional.of(node));
  }

  /** A connection of its own, as from a process of its own. */
  KeyValueStore connect() throws InterruptedException {
    return connect(url);
  }

  static KeyValueStore connect(String url) throws InterruptedException {
    return RemoteStore.connect(RemoteOptions.to(url).build());
  }

  /** The bucket, with nothing left in it from a sample that ran before. */
  static Bucket emptyBucket(KeyValueStore store, BucketConfig config) throws InterruptedException {
    store.deleteBucket(config.name());
    return store.createBucket(config);
  }

  @Override
  public void close() {
    own.ifPresent(HoldfastNode::close);
  }
}
