package io.holdfast.cli.bench.peers;

import io.holdfast.cli.bench.target.BenchClient;
import io.holdfast.cli.bench.target.BenchLock;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.CuratorFrameworkFactory;
import org.apache.curator.framework.recipes.locks.InterProcessMutex;
import org.apache.curator.retry.ExponentialBackoffRetry;
import org.apache.zookeeper.AddWatchMode;
import org.apache.zookeeper.KeeperException.BadVersionException;
import org.apache.zookeeper.KeeperException.NoNodeException;
import org.apache.zookeeper.KeeperException.NodeExistsException;
import org.apache.zookeeper.Watcher;
import org.apache.zookeeper.data.Stat;

/**
 * Curator: nodes below one folder, conditions on their versions, and its mutex. Reads are those of
 * the server that it is connected to. Thread-safe.
 */
final class ZooKeeperClient implements BenchClient {
  private static final String FOLDER = "/bench";
  private static final int LONGEST_CONNECT_SECONDS = 15;
  private static final long LONGEST_WAIT_SECONDS = 30;

  private final CuratorFramework client;

  ZooKeeperClient(String address) throws Exception {
    client = CuratorFrameworkFactory.newClient(address, new ExponentialBackoffRetry(100, 3));
    client.start();
    if (!client.blockUntilConnected(LONGEST_CONNECT_SECONDS, TimeUnit.SECONDS)) {
      client.close();
      throw new IOException("no ZooKeeper answers at " + address);
    }
    try {
      client.create().forPath(FOLDER);
    } catch (NodeExistsException made) {
      // By an earlier client.
    }
  }

  private static String path(String key) {
    return FOLDER + "/" + key;
  }

  @Override
  public void put(String key, byte[] value) throws Exception {
    try {
      client.setData().forPath(path(key), value);
    } catch (NoNodeException first) {
      client.create().forPath(path(key), value);
    }
  }

  @Override
  public void get(String key) throws Exception {
    client.getData().forPath(path(key));
  }

  @Override
  public boolean increment(String key) throws Exception {
    var found = new Stat();
    byte[] value = client.getData().storingStatIn(found).forPath(path(key));
    long next = Long.parseLong(new String(value, StandardCharsets.US_ASCII)) + 1;
    try {
      client
          .setData()
          .withVersion(found.getVersion())
          .forPath(path(key), Long.toString(next).getBytes(StandardCharsets.US_ASCII));
      return true;
    } catch (BadVersionException refused) {
      return false;
    }
  }

  @Override
  public void create(String key, byte[] value) throws Exception {
    client.create().forPath(path(key), value);
  }

  @Override
  public void delete(String key) throws Exception {
    client.delete().forPath(path(key));
  }

  @Override
  public BenchLock lock(String name) {
    return new Mutex(new InterProcessMutex(client, "/locks/" + name), name);
  }

  private record Mutex(InterProcessMutex mutex, String name) implements BenchLock {
    @Override
    public void acquire() throws Exception {
      if (!mutex.acquire(LONGEST_WAIT_SECONDS, TimeUnit.SECONDS)) {
        throw new TimeoutException("lock '" + name + "' was not free within 30 s");
      }
    }

    @Override
    public void release() throws Exception {
      mutex.release();
    }
  }

  /** Its events carry no value: a user who needs that reads it, which is not counted here. */
  @Override
  public AutoCloseable watch(Consumer<String> listener) throws Exception {
    Watcher watcher =
        event -> {
          if (event.getPath() != null && event.getPath().startsWith(FOLDER + "/")) {
            listener.accept(event.getPath().substring(FOLDER.length() + 1));
          }
        };
    client
        .watchers()
        .add()
        .withMode(AddWatchMode.PERSISTENT_RECURSIVE)
        .usingWatcher(watcher)
        .forPath(FOLDER);
    return () -> client.watchers().remove(watcher).forPath(FOLDER);
  }

  @Override
  public void close() {
    client.close();
  }
}
