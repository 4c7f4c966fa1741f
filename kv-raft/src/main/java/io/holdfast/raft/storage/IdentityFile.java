package io.holdfast.raft.storage;

import io.holdfast.raft.storage.DataDirectory.Identity;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;

/** Who a data directory belongs to, on disk. Immutable apart from the file. */
final class IdentityFile {
  static final String NAME = "identity";
  static final String TEMPORARY = NAME + SegmentSupply.TEMPORARY;

  private static final long MAGIC = 0x686F6C64_6E6F6465L; // "holdnode"
  private static final int VERSION = 1;

  private final Path path;
  private final SmallFile file;

  IdentityFile(Path root, Disk disk) {
    this.path = root.resolve(NAME);
    var scope = StorageScope.standalone().over(disk);
    this.file = new SmallFile(path, MAGIC, VERSION, scope, new FaultLatch(scope.onFault()));
  }

  /**
   * What the file says.
   *
   * @param stamp random, written into every file of the directory, so that files of another one are
   *     recognised
   * @param member whether the node has taken part in a cluster
   */
  record Content(Identity identity, long stamp, boolean member) {
    Content asMember() {
      return new Content(identity, stamp, true);
    }

    /** The same on every node of the cluster. */
    long clusterStamp() {
      try {
        var digest = MessageDigest.getInstance("SHA-256");
        return ByteBuffer.wrap(digest.digest(identity.clusterId().getBytes(StandardCharsets.UTF_8)))
            .getLong();
      } catch (NoSuchAlgorithmException e) {
        throw new IllegalStateException("every Java platform has SHA-256", e);
      }
    }
  }

  Content create(Identity identity) {
    var content = new Content(identity, new SecureRandom().nextLong(), false);
    write(content);
    return content;
  }

  void write(Content content) {
    var cluster = content.identity.clusterId().getBytes(StandardCharsets.UTF_8);
    var node = content.identity.nodeId().getBytes(StandardCharsets.UTF_8);
    var body = ByteBuffer.allocate(25 + cluster.length + node.length);
    body.putLong(content.stamp)
        .put((byte) (content.member ? 1 : 0))
        .putLong(content.identity.incarnation());
    body.putInt(cluster.length).put(cluster).putInt(node.length).put(node);
    file.write(body.array());
  }

  Identity identity() {
    return look().identity;
  }

  /** What it says; nothing is written. */
  Content look() {
    return decode(file.read());
  }

  /** Reads the file once more and compares; its size in bytes, about. */
  int verify(Content expected) {
    var body = file.read();
    int bytes = body.remaining();
    var found = decode(body);
    if (!found.equals(expected)) {
      throw new DamagedFileException(path, 24, "found %s, expected %s".formatted(found, expected));
    }
    return bytes;
  }

  Content read(Identity expected) {
    var content = decode(file.read());
    var found = content.identity;
    if (!found.clusterId().equals(expected.clusterId())
        || !found.nodeId().equals(expected.nodeId())) {
      throw new DirectoryRefusedException(
          "%s belongs to node '%s' of cluster '%s', expected node '%s' of cluster '%s': check the data directory's path"
              .formatted(
                  path.getParent(),
                  found.nodeId(),
                  found.clusterId(),
                  expected.nodeId(),
                  expected.clusterId()));
    }
    settle();
    return content;
  }

  /** Also tells whether the directory can be written to, before anything depends on it. */
  private void settle() {
    try {
      file.settle();
    } catch (StorageFaultException e) {
      throw new DirectoryRefusedException(
          "%s cannot be written: %s; check the permissions and the disk"
              .formatted(path, e.getMessage()),
          e);
    }
  }

  private Content decode(ByteBuffer body) {
    if (body.remaining() < 25) {
      throw new DamagedFileException(path, 24, "an identity of " + body.remaining() + " bytes");
    }
    long stamp = body.getLong();
    boolean member = body.get() != 0;
    long incarnation = body.getLong();
    return new Content(new Identity(string(body), string(body), incarnation), stamp, member);
  }

  private String string(ByteBuffer body) {
    int length = body.remaining() < Integer.BYTES ? -1 : body.getInt();
    if (length < 1 || length > body.remaining()) {
      throw new DamagedFileException(path, 24 + body.position(), "a name of " + length + " bytes");
    }
    var bytes = new byte[length];
    body.get(bytes);
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
