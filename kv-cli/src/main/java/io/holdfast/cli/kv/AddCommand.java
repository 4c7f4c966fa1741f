package io.holdfast.cli.kv;

import io.holdfast.cli.ClientOptions;
import io.holdfast.cli.ExitCode;
import io.holdfast.kv.AlreadyExistsException;
import io.holdfast.kv.Bucket;
import io.holdfast.kv.BucketConfig;
import io.holdfast.kv.KeyValueStore;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Creates a bucket. */
@Command(
    name = "add",
    mixinStandardHelpOptions = true,
    description = "Create a bucket; done already when it exists with the same settings.")
final class AddCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private ClientOptions client;
  @Mixin private SettingsOptions settings;

  @Parameters(
      index = "0",
      paramLabel = "BUCKET",
      description = "Name: letters, digits, '_' and '-'.")
  private String name;

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  @Override
  public Integer call() throws Exception {
    BucketConfig config = settings.onto(BucketConfig.of(name));
    return client.call(
        store -> {
          var status = create(store, config).status();
          if (json) {
            spec.commandLine().getOut().println(BucketReply.json(status));
          } else {
            spec.commandLine().getOut().println("bucket " + name + " is ready");
          }
          return ExitCode.DONE;
        });
  }

  private static Bucket create(KeyValueStore store, BucketConfig config)
      throws InterruptedException {
    try {
      return store.createBucket(config);
    } catch (AlreadyExistsException e) {
      var found = store.bucket(config.name()).status().config();
      var differences = new BucketDifference(found, config).sentences();
      throw differences.isEmpty()
          ? e
          : new AlreadyExistsException(
              "bucket '"
                  + config.name()
                  + "' is there already with other settings: "
                  + String.join("; ", differences));
    }
  }
}
