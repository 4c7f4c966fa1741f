package io.holdfast.cli;

import io.holdfast.kv.BucketConfig;
import io.holdfast.kv.Bytes;
import io.holdfast.kv.WatchOptions;
import io.holdfast.kv.time.ThreadScheduler;
import io.holdfast.net.remote.RemoteOptions;
import io.holdfast.net.remote.RemoteStore;
import io.holdfast.node.HoldfastNode;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/**
 * Loads the classes that a server and a client need, so that the launcher can archive them for fast
 * starts. Not for people, hence hidden.
 */
@Command(
    name = "warm-up",
    hidden = true,
    description = "Load the classes that the launcher archives.")
final class WarmUpCommand implements Callable<Integer> {
  @Parameters(description = "An empty directory to use and leave behind.")
  private Path directory = Path.of("");

  @Override
  public Integer call() throws Exception {
    try (var node = HoldfastNode.builder().data(directory).listen(0).http(0).start();
        var scheduler = ThreadScheduler.create("warm-up");
        var store =
            RemoteStore.connect(
                RemoteOptions.to(node.url().orElseThrow()).scheduler(scheduler).build())) {
      var bucket = store.createBucket(BucketConfig.of("warm-up"));
      long revision = bucket.create("key", Bytes.utf8("value"));
      bucket.update("key", Bytes.utf8("next"), revision);
      bucket.put("key", "value");
      bucket.get("key");
      bucket.delete("key");
      bucket.keys();
      bucket.watch(WatchOptions.all(), entry -> {}).close();
    }
    return ExitCode.DONE;
  }
}
