package io.holdfast.cli.doctor;

import io.holdfast.raft.storage.DirectoryReport;
import io.holdfast.raft.storage.DirectoryReport.SegmentReport;
import io.holdfast.raft.storage.Finding.Severity;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A report for people: what there is, what is wrong, what to do. */
final class DoctorView {
  private static final List<String> AFTER_DAMAGE =
      List.of(
          "What can be done:",
          "  Stored bytes are wrong or gone, so a server refuses to start here rather than answer"
              + " from less than it acknowledged.",
          "  1. Copy the directory away as it is, and look at the disk (its kernel messages, its"
              + " self-test).",
          "  2. Restore a copy of the whole directory, taken while the server was stopped, into an"
              + " empty directory,",
          "     and start the server on that. What was written after the copy is lost.",
          "  3. Without a copy: an empty directory starts from nothing. A node that runs alone has no"
              + " peer to heal from.");
  private static final List<String> AFTER_REFUSAL =
      List.of(
          "What can be done:",
          "  Nothing is damaged. Start a release that reads this format, or move away what does not"
              + " belong here.");

  private DoctorView() {}

  static List<String> lines(DirectoryReport report) {
    var lines = new ArrayList<String>();
    lines.add("data directory " + report.root().toAbsolutePath());
    lines.add("  identity   " + identity(report));
    lines.add(
        "  vote       "
            + report
                .vote()
                .map(
                    vote ->
                        "term %d, given to %s"
                            .formatted(
                                vote.term(),
                                vote.votedFor().isEmpty() ? "nobody" : vote.votedFor()))
                .orElse("none that can be read"));
    lines.add(
        "  log        "
            + report
                .log()
                .map(log -> records(log.first(), log.last()))
                .orElse("none that can be read as a whole"));
    report.segments().forEach(each -> lines.add("    " + segment(report.root(), each)));
    lines.add("  snapshots  " + (report.snapshots().isEmpty() ? "none" : ""));
    for (var each : report.snapshots()) {
      lines.add(
          "    %s: up to record %d of term %d, %d bytes, format %d"
              .formatted(
                  shortened(report.root(), each.file()),
                  each.lastRecord(),
                  each.term(),
                  each.bytes(),
                  each.format()));
    }
    findings(report, lines);
    return lines;
  }

  private static String identity(DirectoryReport report) {
    return report
        .identity()
        .map(
            identity ->
                "%s of cluster %s, incarnation %d, %s"
                    .formatted(
                        identity.nodeId(),
                        identity.clusterId(),
                        identity.incarnation(),
                        report.member() ? "has taken part" : "has never taken part"))
        .orElse("none that can be read");
  }

  private static String segment(Path root, SegmentReport each) {
    return "%s: %s, %d of %d bytes used, format %d%s"
        .formatted(
            shortened(root, each.file()),
            each.firstRecord() == 0
                ? "no record any more"
                : records(each.firstRecord(), each.lastRecord()),
            each.usedBytes(),
            each.bytes(),
            each.format(),
            each.sealed() ? ", complete" : "");
  }

  private static String records(long first, long last) {
    return first > last
        ? "empty, goes on with record " + first
        : "records %d to %d".formatted(first, last);
  }

  private static void findings(DirectoryReport report, List<String> lines) {
    for (var each : report.findings()) {
      lines.add(
          "%s: %s, offset %d: %s"
              .formatted(
                  label(each.severity()),
                  shortened(report.root(), each.file()),
                  each.offset(),
                  each.what()));
    }
    if (report.healthy()) {
      lines.add(
          report.identity().isEmpty()
              ? "healthy: nobody's data directory yet, a server would begin a new store here"
              : "healthy: every byte of every file was verified");
    } else {
      boolean damaged =
          report.findings().stream().anyMatch(each -> each.severity() == Severity.DAMAGE);
      lines.addAll(damaged ? AFTER_DAMAGE : AFTER_REFUSAL);
    }
  }

  private static String label(Severity severity) {
    return switch (severity) {
      case HARMLESS -> "harmless";
      case REFUSED -> "refused";
      case DAMAGE -> "DAMAGED";
    };
  }

  private static Path shortened(Path root, Path file) {
    return file.equals(root) ? file : root.relativize(file);
  }
}
