package io.holdfast.cli.kv;

import io.holdfast.cli.ExitCode;
import io.holdfast.kv.Bucket;
import io.holdfast.kv.CompactedException;
import io.holdfast.kv.Entry;
import io.holdfast.kv.HoldfastException;
import io.holdfast.kv.InvalidArgumentException;
import io.holdfast.kv.Watch;
import io.holdfast.kv.WatchListener;
import io.holdfast.kv.WatchOptions;
import io.holdfast.kv.WatchOptions.Start;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Prints changes as they happen. */
@Command(
    name = "watch",
    mixinStandardHelpOptions = true,
    description = {
      "Print the newest entry of each key, then every change, until interrupted.",
      "Where its output goes to a command that ends before, such as head, it ends at the next entry; --count ends it at once."
    })
final class WatchCommand extends BucketCommand {
  @Parameters(
      index = "1..*",
      arity = "0..*",
      paramLabel = "FILTER",
      description = "Only keys that match: '*' is one token, a final '>' the rest.")
  private List<String> filters = List.of(">");

  @Option(names = "--history", description = "Begin with everything that is kept.")
  private boolean history;

  @Option(names = "--updates", description = "Begin with what comes after now.")
  private boolean updates;

  @Option(
      names = "--from",
      paramLabel = "REVISION",
      description = "Begin at this revision, 1 or later.")
  private @Nullable Long from;

  @Option(
      names = "--count",
      paramLabel = "N",
      description = "Stop after this many entries, at least 1.")
  private long count = Long.MAX_VALUE;

  @Override
  void check() {
    if ((history ? 1 : 0) + (updates ? 1 : 0) + (from != null ? 1 : 0) > 1) {
      throw new InvalidArgumentException(
          "--history, --updates and --from each say where to begin: choose one");
    }
    if (from != null && from < 1) {
      throw new InvalidArgumentException("--from must be 1 or later, got " + from);
    }
    Filters.check(filters);
    if (count < 1) {
      throw new InvalidArgumentException("--count must be at least 1, got " + count);
    }
  }

  @Override
  int with(Bucket bucket) throws Exception {
    var done = new CompletableFuture<Integer>();
    Watch watch = bucket.watch(new WatchOptions(filters, start(), true, true), new Printing(done));
    try {
      return done.get();
    } catch (ExecutionException e) {
      throw e.getCause() instanceof HoldfastException known ? known : e;
    } finally {
      watch.close();
    }
  }

  private Start start() {
    if (from != null) {
      return Start.from(from);
    }
    return history ? Start.HISTORY : updates ? Start.UPDATES : Start.LATEST;
  }

  /** Prints what it hears; its calls never overlap, so the count needs no care. */
  private final class Printing implements WatchListener {
    private final CompletableFuture<Integer> done;
    private final EntryPrinter printer = printer();
    private long printed;

    Printing(CompletableFuture<Integer> done) {
      this.done = done;
    }

    @Override
    public void onEntry(Entry entry) {
      boolean read = true;
      if (printed < count) {
        read = printer.entry(entry);
        printed++;
      }
      if (printed >= count || !read) {
        done.complete(ExitCode.DONE);
      }
    }

    @Override
    public void onResync(CompactedException why) {
      err().println("holdfast: " + why.getMessage() + "; the newest entry of each key follows");
    }

    @Override
    public void onClosed(HoldfastException why) {
      done.completeExceptionally(why);
    }
  }
}
