package io.holdfast.cli.kv;

import io.holdfast.cli.ClientOptions;
import io.holdfast.cli.ExitCode;
import io.holdfast.cli.Json;
import io.holdfast.kv.BucketStatus;
import io.holdfast.kv.KeyValueStore;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Lists buckets, or the keys of one. */
@Command(
    name = "ls",
    mixinStandardHelpOptions = true,
    description = "List buckets, or the keys of one bucket.")
final class LsCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private ClientOptions client;

  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "BUCKET",
      description = "List this bucket's keys.")
  private @Nullable String bucket;

  @Parameters(
      index = "1..*",
      arity = "0..*",
      paramLabel = "FILTER",
      description = "Only keys that match: '*' is one token, a final '>' the rest.")
  private String[] filters = {};

  @Option(names = "--json", description = "Print JSON, one object a line.")
  private boolean json;

  @Override
  public Integer call() throws Exception {
    Filters.check(List.of(filters));
    return client.call(store -> bucket == null ? buckets(store) : keys(store, bucket));
  }

  private int buckets(KeyValueStore store) throws InterruptedException {
    PrintWriter out = spec.commandLine().getOut();
    for (BucketStatus status : store.buckets()) {
      if (json) {
        var fields = new LinkedHashMap<String, Object>();
        fields.put("bucket", status.config().name());
        fields.put("keys", status.keys());
        fields.put("entries", status.entries());
        fields.put("bytes", status.bytes());
        fields.put("history", status.config().history());
        fields.put("last_revision", status.lastRevision());
        out.println(Json.line(fields));
      } else {
        out.printf(
            "%-32s %8d keys %10d bytes  revision %d%n",
            status.config().name(), status.keys(), status.bytes(), status.lastRevision());
      }
    }
    out.flush();
    return ExitCode.DONE;
  }

  private int keys(KeyValueStore store, String name) throws InterruptedException {
    PrintWriter out = spec.commandLine().getOut();
    for (String key : store.bucket(name).keys(filters).items()) {
      out.println(json ? Json.line(Map.of("key", key)) : key);
    }
    out.flush();
    return ExitCode.DONE;
  }
}
