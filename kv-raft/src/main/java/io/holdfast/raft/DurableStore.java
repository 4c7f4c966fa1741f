package io.holdfast.raft;

import io.holdfast.kv.Capabilities.Durability;
import io.holdfast.kv.InvalidArgumentException;
import io.holdfast.kv.state.StateMachine;
import io.holdfast.kv.store.LocalStore;
import io.holdfast.kv.store.LogBackedStore;
import io.holdfast.kv.time.Scheduler;
import io.holdfast.kv.time.ThreadScheduler;
import io.holdfast.raft.engine.ConsensusGroup;
import io.holdfast.raft.engine.GroupSettings;
import io.holdfast.raft.engine.Member;
import io.holdfast.raft.link.LinkOptions;
import io.holdfast.raft.link.NettyLink;
import io.holdfast.raft.link.NoPeers;
import io.holdfast.raft.link.PeerLink;
import io.holdfast.raft.storage.DataDirectory;
import io.holdfast.raft.storage.Disk;
import io.holdfast.raft.storage.Fsync;
import io.holdfast.raft.storage.WatchedDisk;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Opens stores that live in this process and on its disk: a consensus group of one, which opens no
 * socket, or one node of a cluster ({@link DurableStoreOptions#cluster}).
 *
 * <p>All threads are daemons. Those of a store end with it; the consensus engine keeps a few idle
 * ones per JVM, shared by all stores, which end a minute after their last use or with the JVM.
 */
public final class DurableStore {
  private static final Logger logger = LoggerFactory.getLogger(DurableStore.class);

  private DurableStore() {}

  /**
   * Opens the store of a directory, or makes one there. Alone, it returns once it can serve; a node
   * of a cluster may be opened before there is a leader, and refuses requests until then.
   *
   * @throws io.holdfast.raft.storage.DirectoryRefusedException when the directory is in use,
   *     somebody else's, of a newer format, or not writable
   * @throws io.holdfast.kv.DamagedException when stored data fails its checks; nothing has been
   *     changed
   * @throws io.holdfast.kv.UnavailableException when the store cannot serve in time
   */
  public static LocalStore open(DurableStoreOptions options) {
    return open(options, ConsensusGroup::open);
  }

  /** The same in a group that is joined in a way of the caller's choice. */
  static LocalStore open(DurableStoreOptions options, ConsensusGroup.Opener opener) {
    Scheduler shared = options.scheduler();
    if (shared != null) {
      return open(options, opener, shared, () -> {});
    }
    var own = ThreadScheduler.create("holdfast-store");
    try {
      return open(options, opener, own, own::close);
    } catch (RuntimeException e) {
      own.close();
      throw e;
    }
  }

  private static LocalStore open(
      DurableStoreOptions options,
      ConsensusGroup.Opener opener,
      Scheduler scheduler,
      Runnable afterClose) {
    var onFatal = new FirstOnly(options.onFatal());
    var faults = new FaultRelay();
    StorageListener listener = listener(options);
    var disk =
        new WatchedDisk(
            options.meters() == null ? options.disk() : new MeteredDisk(options.disk(), listener));
    var watch =
        new DiskWatch(
            scheduler,
            options.diskLimits(),
            disk,
            listener,
            hung -> {
              faults.accept(hung);
              onFatal.accept(hung); // also while opening, when the relay has no listener yet
            });
    watch.start();
    try {
      var storage = NodeStorage.open(directory(options, disk), options.fsync(), faults);
      var spec = spec(options, opener, scheduler, faults, storage, listener, onFatal);
      return open(options, spec, () -> close(watch, afterClose));
    } catch (RuntimeException e) {
      watch.close();
      throw e;
    }
  }

  private static StorageListener listener(DurableStoreOptions options) {
    return options.meters() == null
        ? options.listener()
        : StorageListener.all(List.of(new LogMeters(options.meters()), options.listener()));
  }

  private static void close(DiskWatch watch, Runnable afterClose) {
    watch.close();
    afterClose.run();
  }

  /** Passes on the first cause, as {@link DurableStoreOptions#onFatal} promises. Thread-safe. */
  private static final class FirstOnly implements Consumer<Throwable> {
    private final Consumer<? super Throwable> told;
    private final AtomicBoolean done = new AtomicBoolean();

    FirstOnly(Consumer<? super Throwable> told) {
      this.told = told;
    }

    @Override
    public void accept(Throwable cause) {
      if (done.compareAndSet(false, true)) {
        told.accept(cause);
      }
    }
  }

  private static LocalStore open(DurableStoreOptions options, LogSpec spec, Runnable afterClose) {
    var state = new StateMachine();
    var log = ReplicatedLog.open(spec, state);
    var storage = spec.storage();
    logger.info(
        "Opened {}: {} of cluster {}, log entries {} to {}, {} buckets",
        options.dataDirectory(),
        spec.group().self(),
        storage.directory().identity().clusterId(),
        storage.log().firstIndex(),
        storage.log().lastIndex(),
        state.view().bucketNames().size());
    if (options.fsync() != Fsync.SYNC) {
      logger.warn(
          "Writes to {} are acknowledged before they are on the disk: a power cut loses them",
          options.dataDirectory());
    }
    return new LogBackedStore(
        "durable, in this process, at " + options.dataDirectory(),
        log,
        state,
        spec.scheduler(),
        options.requestTimeout(),
        options.rules(),
        options.meters(),
        afterClose);
  }

  private static DataDirectory directory(DurableStoreOptions options, Disk disk) {
    ClusterOptions nodes = options.cluster();
    var found = DataDirectory.identityAt(options.dataDirectory(), disk);
    if (nodes != null && !nodes.begins() && found.isEmpty()) {
      throw new InvalidArgumentException(
          "%s holds no data of node %d: a new cluster is begun by saying so at the first start of each of its nodes; a node that has lost its directory must not come back under its number, since it has forgotten for whom it voted"
              .formatted(options.dataDirectory(), options.nodeNumber()));
    }
    String cluster =
        nodes != null
            ? nodes.id()
            : found
                .map(DataDirectory.Identity::clusterId)
                .orElseGet(() -> UUID.randomUUID().toString());
    var expected = new DataDirectory.Identity(cluster, "node-" + options.nodeNumber(), 0);
    return DataDirectory.open(options.dataDirectory(), expected, disk);
  }

  private static PeerLink link(DurableStoreOptions options, NodeStorage storage, Member self) {
    ClusterOptions cluster = options.cluster();
    if (cluster == null) {
      return new NoPeers();
    }
    SortedMap<Integer, InetSocketAddress> nodes = cluster.nodes();
    try {
      return NettyLink.open(
          LinkOptions.of(
              storage.directory().identity().clusterId(),
              self.endpoint(),
              Objects.requireNonNull(nodes.get(self.number())),
              peer -> nodes.get(Member.at(peer).number())));
    } catch (RuntimeException e) {
      storage.close();
      throw e;
    }
  }

  private static LogSpec spec(
      DurableStoreOptions options,
      ConsensusGroup.Opener opener,
      Scheduler scheduler,
      FaultRelay faults,
      NodeStorage storage,
      StorageListener listener,
      Consumer<? super Throwable> onFatal) {
    var identity = storage.directory().identity();
    var self = new Member(options.nodeNumber(), Math.toIntExact(identity.incarnation()));
    var settings = options.log();
    ClusterOptions nodes = options.cluster();
    List<Member> founders =
        nodes == null
            ? List.of(self)
            : nodes.nodes().keySet().stream().map(number -> new Member(number, 0)).toList();
    var group =
        new GroupSettings(
            // Two nodes of one cluster may live in one JVM.
            "holdfast-" + identity.clusterId(), self, founders, settings.electionTimeout());
    var durability = options.fsync() == Fsync.SYNC ? Durability.SYNCED : Durability.RELAXED;
    return new LogSpec(
        group,
        storage,
        faults,
        durability,
        settings,
        link(options, storage, self),
        opener,
        scheduler,
        listener,
        onFatal);
  }
}
