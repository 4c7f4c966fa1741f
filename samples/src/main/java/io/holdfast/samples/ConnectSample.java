package io.holdfast.samples;

import io.holdfast.config.Codec;
import io.holdfast.config.ConfigView;
import io.holdfast.election.Elections;
import io.holdfast.kv.BucketConfig;
import io.holdfast.kv.time.ThreadScheduler;
import io.holdfast.locks.Locks;
import io.holdfast.net.remote.RemoteOptions;
import io.holdfast.net.remote.RemoteStore;
import java.time.Duration;

/** What a program has when it starts: one connection, and the recipes on it. */
public final class ConnectSample {
  private ConnectSample() {}

  /** {@code --url URL}: the server to use; without it, one in this process. */
  public static void main(String[] args) throws InterruptedException {
    try (var server = SampleServer.from(args)) {
      System.out.println(run(server.url()));
    }
  }

  static String run(String url) throws InterruptedException {
    try (var store = RemoteStore.connect(RemoteOptions.to(url).build());
        var locks = Locks.on(store);
        var elections = Elections.on(store);
        var threads = ThreadScheduler.create("app");
        var config = ConfigView.on(store.createBucket(BucketConfig.of("app-settings")), threads)) {
      return serve(locks, elections, config) + " on " + store.capabilities().description();
    }
  }

  private static String serve(Locks locks, Elections elections, ConfigView config)
      throws InterruptedException {
    try (var held = locks.mutex("sample-connect").acquire(Duration.ofSeconds(10))) {
      return "'%s' is held, the election is called '%s', the greeting is '%s'"
          .formatted(
              held.name(),
              elections.election("sample-connect").name(),
              config.value("greeting", Codec.text(), "hello").get());
    }
  }
}
