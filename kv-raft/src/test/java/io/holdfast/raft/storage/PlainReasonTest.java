package io.holdfast.raft.storage;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import org.junit.jupiter.api.Test;

class PlainReasonTest {
  @Test
  void shouldSayInWordsWhatTheFileSystemSaid() {
    assertEquals("permission denied", PlainReason.of(new AccessDeniedException("/x")));
    assertEquals("no such file or directory", PlainReason.of(new NoSuchFileException("/x")));
    assertEquals("a file is there already", PlainReason.of(new FileAlreadyExistsException("/x")));
    assertEquals(
        "Read-only file system",
        PlainReason.of(new FileSystemException("/x", null, "Read-only file system")));
    assertEquals("Stale file handle", PlainReason.of(new IOException("Stale file handle")));
    assertEquals("input or output failed", PlainReason.of(new IOException()));
  }
}
