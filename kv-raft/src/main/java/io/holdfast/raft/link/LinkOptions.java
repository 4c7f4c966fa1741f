package io.holdfast.raft.link;

import com.alipay.sofa.jraft.util.Endpoint;
import io.holdfast.kv.InvalidArgumentException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * How one node reaches the others, and is reached. Immutable.
 *
 * @param cluster the id that all nodes of a cluster share; another's node is refused
 * @param self this node
 * @param listen where it listens; port 0: any free one
 * @param addresses where a peer is to be found at this moment, null when that is not known. Called
 *     on the link's threads, must not block
 * @param mostFrameBytes the largest frame, above the largest append of the engine
 * @param connectTimeout after which a connection that does not come about is given up
 * @param stalledAfter a connection that has brought nothing for so long, although asked, is closed,
 *     since what waits in it would come late
 */
public record LinkOptions(
    String cluster,
    Endpoint self,
    InetSocketAddress listen,
    Function<Endpoint, @Nullable InetSocketAddress> addresses,
    int mostFrameBytes,
    Duration connectTimeout,
    Duration stalledAfter) {
  private static final int MOST_FRAME_BYTES = 64 << 20;
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(1);
  private static final Duration STALLED_AFTER = Duration.ofSeconds(2);

  /** Checks the ranges. */
  public LinkOptions {
    if (cluster.isEmpty()) {
      throw new InvalidArgumentException("the cluster's id is empty: nodes of others would get in");
    }
    if (mostFrameBytes < FrameForm.MOST_BESIDE_MESSAGE) {
      throw new InvalidArgumentException(
          "frames of at most "
              + mostFrameBytes
              + " bytes, expected at least "
              + FrameForm.MOST_BESIDE_MESSAGE);
    }
  }

  /** The usual bounds. */
  public static LinkOptions of(
      String cluster,
      Endpoint self,
      InetSocketAddress listen,
      Function<Endpoint, @Nullable InetSocketAddress> addresses) {
    return new LinkOptions(
        cluster, self, listen, addresses, MOST_FRAME_BYTES, CONNECT_TIMEOUT, STALLED_AFTER);
  }

  /** The same, closing a silent connection after {@code time}. */
  public LinkOptions stalledAfter(Duration time) {
    return new LinkOptions(cluster, self, listen, addresses, mostFrameBytes, connectTimeout, time);
  }
}
