package io.holdfast.cli.kv;

import io.holdfast.cli.ClientOptions;
import io.holdfast.cli.ExitCode;
import io.holdfast.cli.Json;
import io.holdfast.kv.NotFoundException;
import java.util.LinkedHashMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Removes a bucket with everything in it. */
@Command(
    name = "rm",
    mixinStandardHelpOptions = true,
    description = "Remove a bucket with everything in it.")
final class RmCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private ClientOptions client;

  @Parameters(index = "0", paramLabel = "BUCKET", description = "Name of the bucket.")
  private String name;

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  @Override
  public Integer call() throws Exception {
    return client.call(
        store -> {
          if (!store.deleteBucket(name)) {
            throw new NotFoundException("bucket '" + name + "' does not exist");
          }
          if (json) {
            var fields = new LinkedHashMap<String, Object>();
            fields.put("bucket", name);
            fields.put("removed", true);
            spec.commandLine().getOut().println(Json.line(fields));
          }
          return ExitCode.DONE;
        });
  }
}
