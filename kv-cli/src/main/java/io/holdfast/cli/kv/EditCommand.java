package io.holdfast.cli.kv;

import io.holdfast.cli.ClientOptions;
import io.holdfast.cli.ExitCode;
import io.holdfast.kv.BucketConfig;
import io.holdfast.kv.InvalidArgumentException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Changes settings of a bucket. */
@Command(
    name = "edit",
    mixinStandardHelpOptions = true,
    description = {
      "Change settings of a bucket; those that are not named stay.",
      "A shorter history or a smaller limit removes what is beyond it at once, the oldest first."
    })
final class EditCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private ClientOptions client;
  @Mixin private SettingsOptions settings;

  @Parameters(index = "0", paramLabel = "BUCKET", description = "Name of the bucket.")
  private String name;

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  @Override
  public Integer call() throws Exception {
    if (settings.isEmpty()) {
      throw new InvalidArgumentException(
          "nothing to change: name a setting, such as --history 5; 'holdfast help kv edit' lists them");
    }
    settings.onto(BucketConfig.of(name)); // What no bucket can have is refused before one is asked.
    return client.call(
        store -> {
          BucketConfig before = store.bucket(name).status().config();
          BucketConfig after = settings.onto(before);
          var status = store.updateBucket(after).status();
          List<String> changes = new BucketDifference(before, after).changes();
          if (json) {
            spec.commandLine().getOut().println(BucketReply.json(status));
          } else {
            spec.commandLine()
                .getOut()
                .println(
                    "bucket "
                        + name
                        + (changes.isEmpty()
                            ? " was so already"
                            : ": " + String.join("; ", changes)));
          }
          return ExitCode.DONE;
        });
  }
}
