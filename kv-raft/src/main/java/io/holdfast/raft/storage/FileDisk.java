package io.holdfast.raft.storage;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;

/** {@link Disk} over {@link FileChannel}. Stateless. */
final class FileDisk implements Disk {
  static final FileDisk INSTANCE = new FileDisk();

  private FileDisk() {}

  @Override
  public DiskFile create(Path file) throws IOException {
    return new ChannelFile(
        file,
        FileChannel.open(
            file,
            Set.of(
                StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE),
            ownerOnly(file, "rw-------")));
  }

  @Override
  public DiskFile open(Path file) throws IOException {
    return new ChannelFile(
        file, FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE));
  }

  @Override
  public boolean exists(Path path) {
    return Files.exists(path);
  }

  @Override
  public List<String> list(Path folder) throws IOException {
    try (var entries = Files.list(folder)) {
      return entries.map(Path::getFileName).map(Path::toString).sorted().toList();
    }
  }

  /** Its name is made durable in the folder above, where that folder may be read. */
  @Override
  public void createFolder(Path folder) throws IOException {
    var parent = folder.toAbsolutePath().getParent();
    if (!Files.isDirectory(folder)) {
      if (parent != null) {
        createFolder(parent);
      }
      Files.createDirectory(folder, ownerOnly(folder, "rwx------"));
    }
    if (parent != null && Files.isReadable(parent)) {
      syncFolder(parent);
    }
  }

  @Override
  public void rename(Path from, Path to) throws IOException {
    Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  @Override
  public void delete(Path file) throws IOException {
    Files.deleteIfExists(file);
  }

  @Override
  public void syncFolder(Path folder) throws IOException {
    ChannelFile.withoutInterrupt(
        () -> {
          try (var channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
          }
        });
  }

  @Override
  public long usableBytes(Path folder) {
    var file = folder.toFile();
    // One that does not tell its size does not tell what is left of it either.
    return file.getTotalSpace() == 0 ? Long.MAX_VALUE : file.getUsableSpace();
  }

  /** A channel to a file of the owner alone, made if missing. */
  static FileChannel openOrCreate(Path file) throws IOException {
    return FileChannel.open(
        file,
        Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE),
        ownerOnly(file, "rw-------"));
  }

  private static FileAttribute<?>[] ownerOnly(Path path, String permissions) {
    return path.getFileSystem().supportedFileAttributeViews().contains("posix")
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
        }
        : new FileAttribute<?>[0];
  }
}
