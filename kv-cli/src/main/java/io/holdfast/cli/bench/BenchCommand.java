package io.holdfast.cli.bench;

import io.holdfast.cli.DirectoryConverter;
import io.holdfast.cli.ExitCode;
import io.holdfast.cli.Workplace;
import io.holdfast.cli.bench.jnats.NatsTarget;
import io.holdfast.cli.bench.machine.DiskFloor;
import io.holdfast.cli.bench.report.JsonReport;
import io.holdfast.cli.bench.report.MarkdownReport;
import io.holdfast.cli.bench.report.Report;
import io.holdfast.cli.bench.report.Setting;
import io.holdfast.cli.bench.report.TextReport;
import io.holdfast.cli.bench.target.HoldfastServer;
import io.holdfast.cli.bench.target.ServerKind;
import io.holdfast.kv.InvalidArgumentException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.OptionalLong;
import java.util.ServiceLoader;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Measures a server through the clients that its users have. */
@Command(
    name = "bench",
    mixinStandardHelpOptions = true,
    description = {
      "Measure a server through unmodified NATS clients.",
      "Without --url it starts a durable server of its own in a temporary directory, and removes both."
    },
    footer = "%nExit status 1 when operations failed.")
public final class BenchCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private BenchOptions options;

  @Option(
      names = "--url",
      paramLabel = "URL",
      description =
          "Measure the Holdfast or NATS server that runs there, in buckets that are removed afterwards.")
  private @Nullable String url;

  @Option(
      names = "--server-pid",
      paramLabel = "PID",
      description = "With --url: the server's process on this machine, to show what it uses.")
  private @Nullable Long serverPid;

  @Option(
      names = "--peers",
      description =
          "Measure etcd, ZooKeeper, Redis and NATS beside it, those that are installed, in alternating rounds.")
  private boolean peers;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      converter = DirectoryConverter.class,
      defaultValue = "${sys:java.io.tmpdir}",
      description =
          "Existing directory on the disk to use for data (default: the system's temporary directory).")
  private Path data = Path.of("");

  @Option(names = "--json", description = "Print JSON, one object for each row and server.")
  private boolean json;

  @Option(names = "--markdown", description = "Print a Markdown table.")
  private boolean markdown;

  @Override
  public Integer call() throws Exception {
    check();
    BenchPlan plan = options.plan(url == null);
    List<Contender> contenders = new ArrayList<>();
    try (var place = Workplace.in(data, "holdfast-bench");
        var disk = new DiskFloor(place.directory())) {
      try {
        contenders.addAll(contenders(place));
        if (disk.inMemory()) {
          err()
              .println(
                  "holdfast: note: "
                      + data
                      + " is in memory, where a forced write costs nothing; choose a disk with --data");
        }
        Report report = report();
        report.begin(setting(plan, contenders, disk));
        long errors =
            new BenchRun(plan, place, contenders, disk, new Progress(err())).report(report);
        report.end();
        return errors == 0 ? ExitCode.DONE : ExitCode.REFUSED;
      } finally {
        contenders.forEach(Contender::close);
      }
    }
  }

  private void check() {
    if (json && markdown) {
      throw new InvalidArgumentException("--json and --markdown exclude each other");
    }
    if (serverPid != null && url == null) {
      throw new InvalidArgumentException("--server-pid belongs to --url");
    }
    if (serverPid != null && ProcessHandle.of(serverPid).isEmpty()) {
      throw new InvalidArgumentException("no process " + serverPid + " is running here");
    }
    if (!Files.isDirectory(data)) {
      throw new InvalidArgumentException(
          data + " is not a directory: --data names an existing one on the disk to use");
    }
  }

  private List<Contender> contenders(Workplace place) throws Exception {
    List<Contender> contenders = new ArrayList<>();
    if (url == null) {
      contenders.add(Contender.of(new HoldfastServer(), place));
    } else {
      OptionalLong pid = serverPid == null ? OptionalLong.empty() : OptionalLong.of(serverPid);
      contenders.add(Contender.at(NatsTarget.at(url, pid), place));
    }
    if (peers) {
      for (ServerKind kind : peerKinds()) {
        contenders.add(Contender.of(kind, place));
      }
    }
    return Collections.unmodifiableList(contenders);
  }

  private List<ServerKind> peerKinds() {
    List<ServerKind> kinds =
        ServiceLoader.load(ServerKind.class).stream().map(ServiceLoader.Provider::get).toList();
    if (kinds.isEmpty()) {
      throw new InvalidArgumentException(
          "the adapters of the peers are not on the class path: start the bench with ./holdfast, which builds them for --peers");
    }
    List<ServerKind> here = new ArrayList<>();
    for (ServerKind kind : kinds) {
      kind.missing()
          .ifPresentOrElse(
              why -> err().println("holdfast: " + kind.name() + " is left out: " + why),
              () -> here.add(kind));
    }
    return here;
  }

  private Report report() {
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      return new JsonReport(out);
    }
    return markdown ? new MarkdownReport(out) : new TextReport(out);
  }

  private Setting setting(BenchPlan plan, List<Contender> contenders, DiskFloor disk) {
    return new Setting(
        Setting.thisMachine(),
        disk.fileSystem(),
        contenders.stream().map(one -> one.name() + " (" + one.durability().words() + ")").toList(),
        plan.warmUp(),
        plan.round(),
        plan.rounds(),
        plan.load().valueBytes(),
        plan.load().perSecond());
  }

  private PrintWriter err() {
    return spec.commandLine().getErr();
  }
}
