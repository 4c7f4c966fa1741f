package io.holdfast.cli.doctor;

import io.holdfast.raft.storage.DirectoryReport;
import io.holdfast.raft.storage.DirectoryReport.SegmentReport;
import io.holdfast.raft.storage.DirectoryReport.SnapshotReport;
import io.holdfast.raft.storage.Finding;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** A report for scripts; a part that could not be read is missing. */
final class DoctorJson {
  private DoctorJson() {}

  static Map<String, Object> of(DirectoryReport report) {
    var all = new LinkedHashMap<String, Object>();
    all.put("directory", report.root().toString());
    all.put("healthy", report.healthy());
    all.put("member", report.member());
    report
        .identity()
        .ifPresent(
            identity -> {
              all.put("cluster", identity.clusterId());
              all.put("node", identity.nodeId());
              all.put("incarnation", identity.incarnation());
            });
    report
        .vote()
        .ifPresent(vote -> all.put("vote", Map.of("term", vote.term(), "for", vote.votedFor())));
    report.log().ifPresent(log -> all.put("log", Map.of("first", log.first(), "last", log.last())));
    all.put("segments", report.segments().stream().map(DoctorJson::of).toList());
    all.put("snapshots", report.snapshots().stream().map(DoctorJson::of).toList());
    all.put("findings", report.findings().stream().map(DoctorJson::of).toList());
    return all;
  }

  private static Map<String, Object> of(SegmentReport segment) {
    var fields = new LinkedHashMap<String, Object>();
    fields.put("file", segment.file().toString());
    fields.put("format", segment.format());
    fields.put("bytes", segment.bytes());
    fields.put("used", segment.usedBytes());
    fields.put("first", segment.firstRecord());
    fields.put("last", segment.lastRecord());
    fields.put("sealed", segment.sealed());
    return fields;
  }

  private static Map<String, Object> of(SnapshotReport snapshot) {
    var fields = new LinkedHashMap<String, Object>();
    fields.put("file", snapshot.file().toString());
    fields.put("format", snapshot.format());
    fields.put("bytes", snapshot.bytes());
    fields.put("last", snapshot.lastRecord());
    fields.put("term", snapshot.term());
    return fields;
  }

  private static Map<String, Object> of(Finding finding) {
    var fields = new LinkedHashMap<String, Object>();
    fields.put("severity", finding.severity().name().toLowerCase(Locale.ROOT));
    fields.put("file", finding.file().toString());
    fields.put("offset", finding.offset());
    fields.put("what", finding.what());
    return fields;
  }
}
