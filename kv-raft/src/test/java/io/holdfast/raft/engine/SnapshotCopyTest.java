package io.holdfast.raft.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.alipay.sofa.jraft.Status;
import com.alipay.sofa.jraft.entity.PeerId;
import com.alipay.sofa.jraft.entity.RaftOutter.SnapshotMeta;
import com.alipay.sofa.jraft.rpc.RaftClientService;
import com.alipay.sofa.jraft.rpc.RpcRequests.ErrorResponse;
import com.alipay.sofa.jraft.rpc.RpcRequests.GetFileRequest;
import com.alipay.sofa.jraft.rpc.RpcRequests.GetFileResponse;
import com.alipay.sofa.jraft.rpc.RpcResponseClosure;
import com.alipay.sofa.jraft.util.Endpoint;
import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import io.holdfast.raft.storage.SnapshotFolder;
import io.holdfast.raft.storage.SnapshotFolder.Meta;
import io.holdfast.raft.storage.StorageScope;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A node takes over the snapshot of another one: whole and sound, or not at all. */
@Tag("G12")
@Tag("G18")
@Timeout(60)
class SnapshotCopyTest {
  private static final Member LEADER = new Member(1, 0);
  private static final long INDEX = 500;

  @TempDir Path directory = Path.of("");
  private SnapshotFolder leaders;
  private SnapshotFolder own;
  private final List<GetFileRequest> asked = new ArrayList<>();

  @BeforeEach
  void open() throws IOException {
    leaders = SnapshotFolder.open(directory.resolve("leader"), StorageScope.standalone());
    own = SnapshotFolder.open(directory.resolve("own"), StorageScope.standalone());
    take(leaders, INDEX, content(1));
    take(own, 7, content(2));
  }

  @AfterEach
  void close() {
    own.close();
    leaders.close();
  }

  /** Two pieces and a half. */
  private static byte[] content(int seed) {
    var bytes = new byte[SnapshotChunks.MOST_BYTES * 5 / 2];
    new Random(seed).nextBytes(bytes);
    return bytes;
  }

  private static void take(SnapshotFolder folder, long index, byte[] content) throws IOException {
    var meta =
        SnapshotMeta.newBuilder()
            .setLastIncludedIndex(index)
            .setLastIncludedTerm(3)
            .addPeers(new PeerId("node-1", 0).toString())
            .build();
    try (var draft = folder.begin(new Meta(index, 3, meta.toByteArray()))) {
      draft.sink().write(content);
      draft.commit();
    }
  }

  /** Copies by asking the leader's folder, whose answers pass through {@code way}. */
  private SnapshotCopy copy(UnaryOperator<GetFileResponse> way) throws InterruptedException {
    var chunks = new SnapshotChunks(leaders);
    var client =
        (RaftClientService)
            Proxy.newProxyInstance(
                SnapshotCopyTest.class.getClassLoader(),
                new Class<?>[] {RaftClientService.class},
                (proxy, method, arguments) -> {
                  assertEquals(
                      "getFile", method.getName(), "nothing else is asked of a leader here");
                  assertEquals(new Endpoint("node-1", 0), arguments[0]);
                  var request = (GetFileRequest) arguments[1];
                  asked.add(request);
                  Message found = chunks.answer(request);
                  answer(
                      found instanceof GetFileResponse piece ? way.apply(piece) : found,
                      arguments[3]);
                  return CompletableFuture.completedFuture(null);
                });
    var copy = copier(client);
    copy.start();
    copy.join();
    return copy;
  }

  private SnapshotCopy copier(RaftClientService client) {
    var sole = new SoleVoter(new PeerId("node-2", 0));
    return new SnapshotCopy(
        own,
        new SnapshotSource(LEADER, INDEX),
        client,
        new EngineSnapshots(own, sole, new Member(2, 0)));
  }

  /** As the engine does. */
  @SuppressWarnings("unchecked")
  private static void answer(Message response, Object told) {
    var closure = (RpcResponseClosure<GetFileResponse>) told;
    if (response instanceof ErrorResponse refused) {
      closure.run(new Status(refused.getErrorCode(), refused.getErrorMsg()));
    } else {
      closure.setResponse((GetFileResponse) response);
      closure.run(Status.OK());
    }
  }

  private void keepsItsOwn() throws IOException {
    var kept = own.latest().orElseThrow();
    assertEquals(7, kept.meta().lastIncludedIndex());
    assertArrayEquals(content(2), kept.content().readAllBytes());
  }

  @Test
  void shouldTakeTheSnapshotOverInPieces() throws Exception {
    SnapshotCopy copy = copy(answer -> answer);

    assertTrue(copy.isOk(), copy::toString);
    assertEquals(INDEX, copy.getReader().load().getLastIncludedIndex());
    var taken = own.latest().orElseThrow();
    assertEquals(INDEX, taken.meta().lastIncludedIndex());
    assertArrayEquals(content(1), taken.content().readAllBytes());
    assertEquals(3, asked.size(), "pieces");
    assertTrue(
        asked.stream().allMatch(each -> each.getCount() <= SnapshotChunks.MOST_BYTES), "bounded");
  }

  @Test
  void shouldRefuseACopyWithAFlippedBit() throws Exception {
    for (int piece = 0; piece < 3; piece++) {
      int flipped = piece;
      asked.clear();
      SnapshotCopy copy =
          copy(answer -> asked.size() == flipped + 1 ? withFlippedBit(answer) : answer);

      assertFalse(copy.isOk(), "piece " + flipped);
      assertNull(copy.getReader());
      keepsItsOwn();
    }
  }

  private static GetFileResponse withFlippedBit(GetFileResponse answer) {
    byte[] bytes = answer.getData().toByteArray();
    bytes[bytes.length / 2] ^= 4;
    return answer.toBuilder().setData(ByteString.copyFrom(bytes)).build();
  }

  @Test
  void shouldRefuseACopyThatIsCutShort() throws Exception {
    SnapshotCopy copy = copy(answer -> answer.toBuilder().setEof(true).build());

    assertFalse(copy.isOk());
    keepsItsOwn();
  }

  @Test
  void shouldGiveUpWhenTheSnapshotIsReplacedInTheMiddle() throws Exception {
    SnapshotCopy copy =
        copy(
            answer -> {
              if (asked.size() == 1) {
                replace();
              }
              return answer;
            });

    assertFalse(copy.isOk());
    assertTrue(copy.toString().contains("is not here, or no more"), copy::toString);
    keepsItsOwn();
  }

  private void replace() {
    try {
      take(leaders, INDEX + 1, content(3));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void shouldGiveUpWhenNothingMoreComes() throws Exception {
    SnapshotCopy copy =
        copy(answer -> answer.toBuilder().setData(ByteString.EMPTY).setEof(false).build());

    assertFalse(copy.isOk());
    keepsItsOwn();
  }

  @Test
  void shouldRefusePiecesThatThereAreNot() {
    var chunks = new SnapshotChunks(leaders);
    var sound =
        GetFileRequest.newBuilder()
            .setReaderId(INDEX)
            .setFilename(SnapshotSource.FILE)
            .setOffset(0)
            .setCount(10)
            .build();
    assertInstanceOf(GetFileResponse.class, chunks.answer(sound));
    for (GetFileRequest wrong :
        List.of(
            sound.toBuilder().setCount(-1).build(),
            sound.toBuilder().setOffset(-1).build(),
            sound.toBuilder().setOffset(1L << 40).build(),
            sound.toBuilder().setReaderId(INDEX - 1).build())) {
      assertInstanceOf(ErrorResponse.class, chunks.answer(wrong), wrong::toString);
    }
  }

  /** The engine waits for a copy that it has cancelled, under way as it may be. */
  @Test
  void shouldEndAtOnceWhenItIsCancelledWhileTheLeaderIsSilent() throws Exception {
    var silent = new CompletableFuture<Void>();
    var client =
        (RaftClientService)
            Proxy.newProxyInstance(
                SnapshotCopyTest.class.getClassLoader(),
                new Class<?>[] {RaftClientService.class},
                (proxy, method, arguments) -> {
                  silent.complete(null);
                  return new CompletableFuture<Message>();
                });
    var copy = copier(client);
    copy.start();
    silent.join();

    copy.cancel();
    copy.join();

    assertFalse(copy.isOk());
    keepsItsOwn();
  }

  @Test
  void shouldTakeOverNothingOlderThanItHas() throws Exception {
    take(own, INDEX + 10, content(4));

    assertFalse(copy(answer -> answer).isOk());
    assertEquals(INDEX + 10, own.latest().orElseThrow().meta().lastIncludedIndex());
  }

  @Test
  void shouldNameASourceAsItReadsIt() {
    var source = new SnapshotSource(new Member(12, 3), 4_000_000_000L);
    assertEquals(source, SnapshotSource.of(source.uri()));
    for (String wrong : List.of("", "remote://node-1/7", "remote://node-1:0/", "x://node-1:0/7")) {
      assertThrows(IllegalArgumentException.class, () -> SnapshotSource.of(wrong), wrong);
    }
  }
}
