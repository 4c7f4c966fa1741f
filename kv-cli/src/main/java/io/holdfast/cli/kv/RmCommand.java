package io.holdfast.cli.kv;

import io.holdfast.cli.ClientOptions;
import io.holdfast.cli.ExitCode;
import io.holdfast.kv.NotFoundException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Removes a bucket with everything in it. */
@Command(
    name = "rm",
    mixinStandardHelpOptions = true,
    description = "Remove a bucket with everything in it.")
final class RmCommand implements Callable<Integer> {
  @Mixin private ClientOptions client;

  @Parameters(index = "0", paramLabel = "BUCKET", description = "Name of the bucket.")
  private String name;

  @Override
  public Integer call() throws Exception {
    return client.call(
        store -> {
          if (!store.deleteBucket(name)) {
            throw new NotFoundException("no bucket '" + name + "'");
          }
          return ExitCode.DONE;
        });
  }
}
