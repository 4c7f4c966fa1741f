package io.holdfast.cli.config;

import io.holdfast.kv.InvalidArgumentException;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;

/** The files that a configuration is made of. */
final class ConfigFiles {
  private static final long LARGEST = 4L << 20;

  private ConfigFiles() {}

  /** The text of {@code file}. */
  static String read(Path file) throws IOException {
    if (Files.isRegularFile(file) && Files.size(file) > LARGEST) {
      throw new InvalidArgumentException(
          file + " is larger than 4 MiB, so it is no configuration: name another file");
    }
    try {
      String text = Files.readString(file);
      return text.startsWith("\uFEFF") ? text.substring(1) : text;
    } catch (CharacterCodingException e) {
      throw new InvalidArgumentException(
          file + " is not text in UTF-8: save it as such, or name another file", e);
    }
  }

  /** What {@code name} stands for in {@code file}: relative names begin in its folder. */
  static Path beside(Path file, String name) {
    Path parent = file.getParent();
    try {
      return parent == null ? Path.of(name) : parent.resolve(name);
    } catch (InvalidPathException e) {
      throw new InvalidArgumentException("'" + name + "' is no file name: " + e.getReason(), e);
    }
  }

  /** Whether somebody else than its owner's group may read it. */
  static boolean readableByOthers(Path file) {
    var view = Files.getFileAttributeView(file, PosixFileAttributeView.class);
    try {
      return view != null
          && view.readAttributes().permissions().contains(PosixFilePermission.OTHERS_READ);
    } catch (IOException e) {
      return false;
    }
  }
}
