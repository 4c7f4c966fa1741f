package io.holdfast.raft.storage;

import java.nio.ByteBuffer;

/** A file that nobody reads or writes. */
class NoFile implements Disk.DiskFile {
  @Override
  public long size() {
    return 0;
  }

  @Override
  public void read(ByteBuffer into, long position) {
    throw new AssertionError("nobody reads here");
  }

  @Override
  public void write(ByteBuffer from, long position) {
    throw new AssertionError("nobody writes here");
  }

  @Override
  public void sync() {
    throw new AssertionError("nobody syncs here");
  }

  @Override
  public void close() {}
}
