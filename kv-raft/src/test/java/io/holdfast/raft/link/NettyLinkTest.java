package io.holdfast.raft.link;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.alipay.sofa.jraft.error.InvokeTimeoutException;
import com.alipay.sofa.jraft.error.RemotingException;
import com.alipay.sofa.jraft.rpc.InvokeCallback;
import com.alipay.sofa.jraft.rpc.RpcRequests;
import com.alipay.sofa.jraft.util.Endpoint;
import com.google.protobuf.Message;
import io.holdfast.kv.UnavailableException;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 120, unit = TimeUnit.SECONDS)
class NettyLinkTest {
  private static final Duration LONG = Duration.ofSeconds(20);
  private static final Endpoint ONE = new Endpoint("node-1", 0);
  private static final Endpoint TWO = new Endpoint("node-2", 0);

  private final Map<Endpoint, InetSocketAddress> addresses = new ConcurrentHashMap<>();
  private final List<NettyLink> open = new ArrayList<>();

  @AfterEach
  void close() {
    open.forEach(NettyLink::close);
  }

  @Test
  void shouldCarryRequestsAndAnswers() throws Exception {
    var one = link(ONE);
    link(TWO).serve((request, answer) -> answer.accept(voteOf(request)));
    connect(one, TWO);

    assertEquals(7, termOf(ask(one, TWO, vote(7), LONG).get(20, TimeUnit.SECONDS)));
  }

  @Test
  void shouldCarryOutRequestsInTheOrderTheyWereSent() throws Exception {
    int many = 2_000;
    var seen = Collections.synchronizedList(new ArrayList<Long>());
    var one = link(ONE);
    link(TWO)
        .serve(
            (request, answer) -> {
              seen.add(((RpcRequests.RequestVoteRequest) request).getTerm());
              answer.accept(voteOf(request));
            });
    connect(one, TWO);

    CompletableFuture<Message> last = new CompletableFuture<>();
    for (long term = 0; term < many; term++) {
      last = ask(one, TWO, vote(term), LONG);
    }
    last.get(20, TimeUnit.SECONDS);

    assertEquals(LongStream.range(0, many).boxed().toList(), seen);
  }

  @Test
  void shouldEndARequestThatIsNotAnsweredInTime() throws Exception {
    var one = link(ONE);
    link(TWO).serve((request, answer) -> {});
    connect(one, TWO);

    var asked = ask(one, TWO, vote(1), Duration.ofMillis(100));

    assertInstanceOf(InvokeTimeoutException.class, failureOf(asked));
  }

  @Test
  void shouldFailARequestToANodeThatDoesNotServeYet() throws Exception {
    var one = link(ONE);
    link(TWO);
    connect(one, TWO);

    assertInstanceOf(RemotingException.class, failureOf(ask(one, TWO, vote(1), LONG)));
  }

  @Test
  void shouldFailWhatIsUnderWayWithItsConnectionAndConnectAnew() throws Exception {
    var one = link(ONE);
    var two = link(TWO);
    var asked = new LinkedBlockingQueue<Long>();
    two.serve((request, answer) -> asked.add(1L));
    connect(one, TWO);
    var underWay = ask(one, TWO, vote(1), LONG);
    asked.take();

    two.close();

    assertInstanceOf(RemotingException.class, failureOf(underWay));
    var again = link(TWO);
    again.serve((request, answer) -> answer.accept(voteOf(request)));
    connect(one, TWO);
    assertEquals(9, termOf(ask(one, TWO, vote(9), LONG).get(20, TimeUnit.SECONDS)));
  }

  @Test
  void shouldSayAtOnceThatAPeerCannotBeReached() {
    var one = link(ONE);

    assertThrows(RemotingException.class, () -> ask(one, TWO, vote(1), LONG));
  }

  @Test
  void shouldCloseAConnectionThatHasStalled() throws Exception {
    try (var silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      addresses.put(TWO, (InetSocketAddress) silent.getLocalSocketAddress());
      var one = keep(NettyLink.open(options("cluster", ONE).stalledAfter(Duration.ofMillis(200))));
      var connected = connecting(one);
      try (var peer = new RawPeer(silent.accept())) {
        assertInstanceOf(LinkFrame.Hello.class, peer.read());
        peer.write(new LinkFrame.Welcome());
        connected.get(20, TimeUnit.SECONDS);
        var underWay = ask(one, TWO, vote(1), LONG);

        assertInstanceOf(RemotingException.class, failureOf(underWay));
      }
    }
  }

  @Test
  void shouldRefuseANodeOfAnotherCluster() throws IOException {
    assertRefused(new LinkFrame.Hello(FrameForm.VERSION, "other", TWO, ONE), "'other'");
  }

  @Test
  void shouldRefuseANodeThatLooksForAnotherOne() throws IOException {
    var three = new Endpoint("node-3", 0);
    assertRefused(new LinkFrame.Hello(FrameForm.VERSION, "cluster", TWO, three), "node-3");
  }

  @Test
  void shouldRefuseANodeOfItsOwnNumber() throws IOException {
    assertRefused(new LinkFrame.Hello(FrameForm.VERSION, "cluster", ONE, ONE), "its own number");
  }

  @Test
  void shouldRefuseAnotherVersionOfTheLink() throws IOException {
    assertRefused(new LinkFrame.Hello(FrameForm.VERSION + 1, "cluster", TWO, ONE), "version 2");
  }

  private void assertRefused(LinkFrame.Hello hello, String why) throws IOException {
    var one = link(ONE);
    try (var peer = RawPeer.connect(one.address())) {
      peer.write(hello);

      var refusal = assertInstanceOf(LinkFrame.Refusal.class, peer.read());
      assertTrue(refusal.reason().contains(why), refusal.reason());
      assertNull(peer.read(), "the connection is still open");
    }
  }

  @Test
  void shouldCarryNothingOutBeforeTheGreeting() throws IOException {
    var asked = new LinkedBlockingQueue<Message>();
    var one = link(ONE);
    one.serve((request, answer) -> asked.add(request));
    try (var peer = RawPeer.connect(one.address())) {
      peer.write(new LinkFrame.Request(1, vote(1)));

      assertNull(peer.read(), "the connection is still open");
      assertTrue(asked.isEmpty());
    }
  }

  @Test
  void shouldCloseOnlyTheConnectionThatSendsNoFrame() throws Exception {
    var one = link(ONE);
    one.serve((request, answer) -> answer.accept(voteOf(request)));
    var two = link(TWO);
    connect(two, ONE);
    try (var peer = RawPeer.connect(one.address());
        var large = RawPeer.connect(one.address())) {
      peer.write(Unpooled.wrappedBuffer(new byte[] {0, 0, 0, 5, 1, 2, 3, 4, 5}));
      large.write(Unpooled.wrappedBuffer(new byte[] {127, 0, 0, 0, 1, 2, 3, 4, 5}));

      assertNull(peer.read(), "the connection is still open");
      assertNull(large.read(), "the connection is still open");
    }
    assertEquals(3, termOf(ask(two, ONE, vote(3), LONG).get(20, TimeUnit.SECONDS)));
  }

  @Test
  void shouldSayWhereItCannotListen() {
    var taken = link(ONE).address();
    var options = LinkOptions.of("cluster", TWO, taken, addresses::get);

    var refused = assertThrows(UnavailableException.class, () -> NettyLink.open(options));

    assertTrue(
        String.valueOf(refused.getMessage()).contains(Integer.toString(taken.getPort())),
        refused.getMessage());
  }

  private LinkOptions options(String cluster, Endpoint self) {
    return LinkOptions.of(
        cluster, self, new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), addresses::get);
  }

  private NettyLink link(Endpoint self) {
    var link = keep(NettyLink.open(options("cluster", self)));
    addresses.put(self, link.address());
    return link;
  }

  private NettyLink keep(NettyLink link) {
    open.add(link);
    return link;
  }

  private CompletableFuture<Endpoint> connecting(NettyLink link) {
    var connected = new CompletableFuture<Endpoint>();
    link.onConnected(connected::complete);
    if (link.isConnected(TWO)) {
      connected.complete(TWO);
    }
    return connected;
  }

  private static void connect(NettyLink link, Endpoint to) throws Exception {
    var connected = new CompletableFuture<Endpoint>();
    link.onConnected(connected::complete);
    if (!link.isConnected(to)) {
      assertEquals(to, connected.get(20, TimeUnit.SECONDS));
    }
  }

  private static CompletableFuture<Message> ask(
      NettyLink link, Endpoint to, Message request, Duration timeout) throws RemotingException {
    var answer = new CompletableFuture<Message>();
    link.send(
        to,
        request,
        new InvokeCallback() {
          @Override
          public void complete(Object result, Throwable error) {
            if (error == null) {
              answer.complete((Message) result);
            } else {
              answer.completeExceptionally(error);
            }
          }

          @Override
          @SuppressWarnings("NullAway") // the engine's way to leave the choice to the link
          public Executor executor() {
            return null;
          }
        },
        timeout);
    return answer;
  }

  private static Throwable failureOf(CompletableFuture<Message> asked)
      throws InterruptedException, TimeoutException {
    try {
      throw new AssertionError("answered: " + asked.get(20, TimeUnit.SECONDS));
    } catch (ExecutionException failed) {
      return Objects.requireNonNull(failed.getCause());
    }
  }

  private static RpcRequests.RequestVoteRequest vote(long term) {
    return RpcRequests.RequestVoteRequest.newBuilder()
        .setGroupId("g")
        .setServerId("node-1:0")
        .setPeerId("node-2:0")
        .setTerm(term)
        .setLastLogTerm(0)
        .setLastLogIndex(0)
        .setPreVote(true)
        .build();
  }

  private static Message voteOf(Message request) {
    return RpcRequests.RequestVoteResponse.newBuilder()
        .setTerm(((RpcRequests.RequestVoteRequest) request).getTerm())
        .setGranted(true)
        .build();
  }

  private static long termOf(Message answer) {
    return ((RpcRequests.RequestVoteResponse) answer).getTerm();
  }
}
