package io.holdfast.raft;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.alipay.sofa.jraft.util.Endpoint;
import io.holdfast.kv.HoldfastException;
import io.holdfast.kv.UnavailableException;
import io.holdfast.kv.log.AppliedState;
import io.holdfast.raft.engine.ConsensusGroup;
import io.holdfast.raft.engine.EngineGroup;
import io.holdfast.raft.engine.GroupSettings;
import io.holdfast.raft.engine.Member;
import io.holdfast.raft.engine.Proposal;
import io.holdfast.raft.engine.ReadConfirmation;
import io.holdfast.raft.engine.Replica;
import io.holdfast.raft.link.LinkOptions;
import io.holdfast.raft.link.NettyLink;
import io.holdfast.raft.storage.DataDirectory;
import io.holdfast.raft.storage.DiskFullException;
import io.holdfast.raft.storage.Fsync;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Three nodes of a group in this JVM, each with its own files, over TCP. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class LinkedGroupTest {
  private static final Duration ELECTION = Duration.ofMillis(300);

  /** Many elections long. */
  private static final long LONG_SECONDS = 30;

  private final Path folder;
  private final Map<Endpoint, InetSocketAddress> addresses = new ConcurrentHashMap<>();
  private final BlockingQueue<Leading> leaders = new LinkedBlockingQueue<>();
  private final List<Node> nodes = new ArrayList<>();

  private record Leading(Node node, long term) {}

  LinkedGroupTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @BeforeEach
  void start() {
    for (int number = 1; number <= 3; number++) {
      nodes.add(new Node(number));
    }
    nodes.forEach(Node::join);
  }

  @AfterEach
  void stop() {
    nodes.forEach(Node::close);
  }

  @Test
  void shouldApplyOnEveryNodeWhatTheLeaderWasGiven() throws Exception {
    Leading leading = leader();

    var expected = write(leading, 0, 50);

    for (Node node : nodes) {
      assertTrue(holds(() -> node.applied().equals(expected)), () -> node + ": " + node.applied());
    }
  }

  @Test
  void shouldGoOnWithoutTheLeaderAndLoseNothingAcknowledged() throws Exception {
    Leading first = leader();
    var expected = new ArrayList<>(write(first, 0, 20));

    first.node().close();
    Leading second = leader();
    expected.addAll(write(second, 20, 20));

    for (Node node : nodes) {
      if (node != first.node()) {
        assertTrue(
            holds(() -> node.applied().equals(expected)), () -> node + ": " + node.applied());
      }
    }
  }

  @Test
  void shouldCatchUpANodeThatWasAway() throws Exception {
    Leading leading = leader();
    Node away = nodes.stream().filter(each -> each != leading.node()).findFirst().orElseThrow();
    away.close();
    var expected = write(leading, 0, 30);

    Node back = away.again();

    assertTrue(holds(() -> back.applied().equals(expected)), () -> back + ": " + back.applied());
  }

  @Test
  void shouldNotAcknowledgeWithoutAMajority() throws Exception {
    Leading leading = leader();
    write(leading, 0, 1);
    nodes.stream().filter(each -> each != leading.node()).forEach(Node::close);

    var proposal = new Asked();
    leading.node().propose(leading.term(), "alone", proposal);

    assertEquals("failed", proposal.end.get(LONG_SECONDS, TimeUnit.SECONDS));
  }

  @Test
  void shouldConfirmReadsOnEveryNode() throws Exception {
    Leading leading = leader();
    for (int i = 0; i < 20; i++) {
      var expected = write(leading, i, 1).get(0);
      for (Node node : nodes) {
        node.confirm();
        assertTrue(node.applied().contains(expected), () -> node + " is stale");
      }
    }
  }

  /** The next one to lead. */
  private Leading leader() throws InterruptedException {
    Leading next = leaders.poll(LONG_SECONDS, TimeUnit.SECONDS);
    if (next == null) {
      throw new AssertionError("nobody leads");
    }
    return next;
  }

  private static List<String> write(Leading by, int first, int count) throws Exception {
    var written = IntStream.range(first, first + count).mapToObj(i -> "entry " + i).toList();
    for (String entry : written) {
      var proposal = new Asked();
      by.node().propose(by.term(), entry, proposal);
      assertEquals("committed", proposal.end.get(LONG_SECONDS, TimeUnit.SECONDS));
    }
    return written;
  }

  private static boolean holds(BooleanSupplier condition) throws InterruptedException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(LONG_SECONDS);
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > end) {
        return false;
      }
      Thread.onSpinWait();
      TimeUnit.MILLISECONDS.sleep(1); // polling another node's progress; bounded above
    }
    return true;
  }

  private static final class Asked implements Proposal {
    final CompletableFuture<String> end = new CompletableFuture<>();

    @Override
    public void committed() {
      end.complete("committed");
    }

    @Override
    public void failed(Supplier<? extends HoldfastException> cause) {
      end.complete("failed");
    }
  }

  /** One node; what it has applied can be looked at from any thread. */
  private final class Node implements Replica {
    private final int number;
    private final NodeStorage storage;
    private final NettyLink link;
    private final List<String> applied = Collections.synchronizedList(new ArrayList<>());
    private @Nullable ConsensusGroup group;

    Node(int number) {
      this.number = number;
      var identity = new DataDirectory.Identity("cluster", "node-" + number, 0);
      this.storage =
          NodeStorage.open(
              DataDirectory.open(folder.resolve("n" + number), identity), Fsync.SYNC, fault -> {});
      var self = new Endpoint("node-" + number, 0);
      this.link =
          NettyLink.open(
              LinkOptions.of(
                  "cluster",
                  self,
                  new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                  addresses::get));
      addresses.put(self, link.address());
    }

    void join() {
      var members = IntStream.rangeClosed(1, 3).mapToObj(each -> new Member(each, 0)).toList();
      var settings =
          new GroupSettings(
              "linked-" + folder.getFileName().toString().replaceAll("[^a-zA-Z0-9]", ""),
              members.get(number - 1),
              members,
              ELECTION);
      group = EngineGroup.open(settings, storage.forGroup(), link, Runnable::run, this);
    }

    Node again() {
      var back = new Node(number);
      nodes.add(back);
      back.join();
      return back;
    }

    List<String> applied() {
      synchronized (applied) {
        return List.copyOf(applied);
      }
    }

    void propose(long term, String entry, Proposal proposal) {
      group().propose(term, entry.getBytes(StandardCharsets.UTF_8), proposal);
    }

    void confirm() throws Exception {
      var confirmed = new CompletableFuture<Void>();
      group()
          .confirmReads(
              new ReadConfirmation() {
                @Override
                public void confirmed() {
                  confirmed.complete(null);
                }

                @Override
                public void failed(Supplier<UnavailableException> cause) {
                  confirmed.completeExceptionally(cause.get());
                }
              });
      confirmed.get(LONG_SECONDS, TimeUnit.SECONDS);
    }

    private ConsensusGroup group() {
      if (group == null) {
        throw new IllegalStateException(this + " has not joined");
      }
      return group;
    }

    void close() {
      if (group != null) {
        group.close();
        group = null;
        storage.close();
      }
      link.close();
    }

    @Override
    public void apply(long index, long term, ByteBuffer entry, @Nullable Proposal own) {
      applied.add(StandardCharsets.UTF_8.decode(entry.duplicate()).toString());
    }

    @Override
    public boolean refused(Proposal own) {
      return false;
    }

    @Override
    public void leading(long term) {
      leaders.add(new Leading(this, term));
    }

    @Override
    public void notLeading() {}

    @Override
    public void following(Member leader, long term) {}

    @Override
    public void notFollowing() {}

    @Override
    public void asked(byte[] request, Consumer<byte[]> answer) {}

    @Override
    public AppliedState.Captured capture() {
      throw new UnsupportedOperationException("no snapshots here");
    }

    @Override
    public void snapshotTaken(long index, long bytes, Duration took) {}

    @Override
    public void restore(InputStream snapshot) {}

    @Override
    public void stopped(HoldfastException cause) {}

    @Override
    public void diskFull(DiskFullException cause) {}

    @Override
    public void diskHasRoom() {}

    @Override
    public String toString() {
      return "node " + number;
    }
  }
}
