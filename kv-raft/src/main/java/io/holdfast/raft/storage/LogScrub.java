package io.holdfast.raft.storage;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Verifies the written part of a segment once more, beside the log's own work: what lies before
 * {@code sectors} is never written again.
 */
record LogScrub(Segment segment, int sectors) {
  private static final int BLOCK_SECTORS = 128;

  void run() throws IOException {
    var block = ByteBuffer.allocate(BLOCK_SECTORS * Sector.BYTES);
    for (int first = 1; first < sectors; first += BLOCK_SECTORS) {
      int count = Math.min(BLOCK_SECTORS, sectors - first);
      block.clear().limit(count * Sector.BYTES);
      segment.file().read(block, Segment.position(first));
      for (int i = 0; i < count; i++) {
        verify(block, i * Sector.BYTES, first + i);
      }
    }
  }

  private void verify(ByteBuffer block, int at, int sector) {
    var header = segment.header();
    boolean sound =
        !Sector.empty(block, at)
            && Sector.valid(block, at, Sector.place(header.owner(), header.sequence(), sector));
    if (!sound) {
      throw new DamagedFileException(
          segment.path(),
          Segment.position(sector),
          "the checksum of sector " + sector + " no longer matches");
    }
  }
}
