package io.holdfast.raft.storage;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;

/** What the file system said, in words instead of class names. */
public final class PlainReason {
  private PlainReason() {}

  /** The reason of {@code failure}, without the file where the message needs to name it anyway. */
  public static String of(IOException failure) {
    if (failure instanceof AccessDeniedException) {
      return "permission denied";
    }
    if (failure instanceof NoSuchFileException) {
      return "no such file or directory";
    }
    if (failure instanceof NotDirectoryException) {
      return "not a directory";
    }
    if (failure instanceof FileAlreadyExistsException) {
      return "a file is there already";
    }
    if (failure instanceof DirectoryNotEmptyException) {
      return "the directory is not empty";
    }
    String words =
        failure instanceof FileSystemException file && file.getReason() != null
            ? file.getReason()
            : failure.getMessage();
    return words == null ? "input or output failed" : words;
  }
}
