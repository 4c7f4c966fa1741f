package io.holdfast.cli.bench.peers;

import io.holdfast.cli.bench.target.BenchClient;
import io.holdfast.cli.bench.target.BenchLock;
import io.lettuce.core.RedisURI;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.SetArgs;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.codec.RedisCodec;
import io.lettuce.core.codec.StringCodec;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.redisson.Redisson;
import org.redisson.api.RLock;
import org.redisson.api.RedissonClient;
import org.redisson.config.Config;

/** Lettuce for keys, Redisson for locks, one connection of each. Thread-safe. */
final class RedisClient implements BenchClient {
  private static final long LONGEST_WAIT_SECONDS = 30;
  private static final String COMPARE_AND_SET =
      "if redis.call('GET', KEYS[1]) == ARGV[1] then redis.call('SET', KEYS[1], ARGV[2]) return 1 "
          + "else return 0 end";

  private final int port;
  private final io.lettuce.core.RedisClient client;
  private final StatefulRedisConnection<String, byte[]> connection;
  private final RedisCommands<String, byte[]> commands;
  private final String compareAndSet;
  private @Nullable RedissonClient locks;

  RedisClient(int port) {
    this.port = port;
    client =
        io.lettuce.core.RedisClient.create(
            RedisURI.builder()
                .withHost("127.0.0.1")
                .withPort(port)
                .withTimeout(Duration.ofSeconds(LONGEST_WAIT_SECONDS))
                .build());
    try {
      connection = client.connect(RedisCodec.of(StringCodec.UTF8, ByteArrayCodec.INSTANCE));
      commands = connection.sync();
      compareAndSet = commands.scriptLoad(COMPARE_AND_SET);
    } catch (RuntimeException e) {
      // It reads its file still; what is left open would try to connect for ever.
      client.shutdown(Duration.ZERO, Duration.ofSeconds(2));
      throw e;
    }
  }

  @Override
  public void put(String key, byte[] value) {
    commands.set(key, value);
  }

  @Override
  public void get(String key) throws IOException {
    existing(key);
  }

  private byte[] existing(String key) throws IOException {
    byte[] value = commands.get(key);
    if (value == null) {
      throw new IOException("key '" + key + "' is not there");
    }
    return value;
  }

  @Override
  public boolean increment(String key) throws IOException {
    byte[] value = existing(key);
    long next = Long.parseLong(new String(value, StandardCharsets.US_ASCII)) + 1;
    Long written =
        commands.evalsha(
            compareAndSet,
            ScriptOutputType.INTEGER,
            new String[] {key},
            value,
            Long.toString(next).getBytes(StandardCharsets.US_ASCII));
    return written == 1;
  }

  @Override
  public void create(String key, byte[] value) throws IOException {
    if (commands.set(key, value, SetArgs.Builder.nx()) == null) {
      throw new IOException("key '" + key + "' exists");
    }
  }

  @Override
  public void delete(String key) {
    commands.del(key);
  }

  @Override
  public synchronized BenchLock lock(String name) {
    if (locks == null) {
      var config = new Config();
      config
          .useSingleServer()
          .setAddress("redis://127.0.0.1:" + port)
          .setConnectionPoolSize(1)
          .setConnectionMinimumIdleSize(1);
      locks = Redisson.create(config);
    }
    return new RedissonLock(locks.getLock("lock:" + name), name);
  }

  private record RedissonLock(RLock lock, String name) implements BenchLock {
    @Override
    public void acquire() throws InterruptedException, TimeoutException {
      if (!lock.tryLock(LONGEST_WAIT_SECONDS, TimeUnit.SECONDS)) {
        throw new TimeoutException("lock '" + name + "' was not free within 30 s");
      }
    }

    @Override
    public void release() {
      lock.unlock();
    }
  }

  @Override
  public AutoCloseable watch(Consumer<String> listener) {
    throw new UnsupportedOperationException("Redis has no durable watch");
  }

  @Override
  public void close() {
    synchronized (this) {
      if (locks != null) {
        locks.shutdown();
      }
    }
    connection.close();
    client.shutdown(Duration.ZERO, Duration.ofSeconds(2));
  }
}
