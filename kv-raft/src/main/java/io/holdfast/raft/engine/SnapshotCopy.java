package io.holdfast.raft.engine;

import com.alipay.sofa.jraft.Status;
import com.alipay.sofa.jraft.error.RaftError;
import com.alipay.sofa.jraft.rpc.RaftClientService;
import com.alipay.sofa.jraft.rpc.RpcRequests.GetFileRequest;
import com.alipay.sofa.jraft.rpc.RpcRequests.GetFileResponse;
import com.alipay.sofa.jraft.rpc.RpcResponseClosureAdapter;
import com.alipay.sofa.jraft.storage.snapshot.SnapshotCopier;
import com.alipay.sofa.jraft.storage.snapshot.SnapshotReader;
import io.holdfast.raft.storage.SnapshotFolder;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Copies the leader's snapshot to this node, one piece at a time, so that a slow disk here or there
 * slows it down and takes no memory. Each piece is covered by the checksum of the link's frames;
 * the copy is verified as a whole, made durable, and put in place in one step; until then this node
 * has what it had (guarantee G18).
 *
 * <p>Runs on a thread of its own. The engine waits for it with {@link #join}, and looks at the
 * status and the reader afterwards; any thread may {@link #cancel}: that is told by two volatiles,
 * each written before the other is read.
 */
final class SnapshotCopy extends SnapshotCopier {
  private static final Logger logger = LoggerFactory.getLogger(SnapshotCopy.class);

  /** Longer than a healthy disk takes for a piece. */
  private static final Duration PIECE_TIMEOUT = Duration.ofSeconds(5);

  /** The leader verifies the whole file before it gives the first piece. */
  private static final Duration FIRST_PIECE_TIMEOUT = Duration.ofMinutes(2);

  private final SnapshotFolder folder;
  private final SnapshotSource source;
  private final RaftClientService client;
  private final EngineSnapshots snapshots;
  private final Thread thread = new Thread(this::run, "holdfast-raft-snapshot-copy");

  private volatile boolean cancelled;
  private volatile @Nullable CompletableFuture<GetFileResponse> waiting;
  private @Nullable SnapshotReader reader;

  SnapshotCopy(
      SnapshotFolder folder,
      SnapshotSource source,
      RaftClientService client,
      EngineSnapshots snapshots) {
    this.folder = folder;
    this.source = source;
    this.client = client;
    this.snapshots = snapshots;
    thread.setDaemon(true);
  }

  @Override
  public void start() {
    thread.start();
  }

  @Override
  public void cancel() {
    cancelled = true;
    CompletableFuture<GetFileResponse> awaited = waiting;
    if (awaited != null) {
      awaited.completeExceptionally(new IOException("the copy was given up"));
    }
  }

  @Override
  public void join() throws InterruptedException {
    thread.join();
  }

  @Override
  @SuppressWarnings("NullAway") // null is the engine's way to say that there is none
  public SnapshotReader getReader() {
    return reader;
  }

  @Override
  public void close() {
    cancel();
  }

  private void run() {
    try {
      fetch();
    } catch (IOException | RuntimeException | Error e) {
      // Whatever it is: the engine must not take a copy that ended early for a whole one.
      failed(e);
    }
  }

  private void fetch() throws IOException {
    long began = System.nanoTime();
    long copied = 0;
    try (var draft = folder.beginCopy()) {
      boolean whole = false;
      while (!whole && !cancelled) {
        GetFileResponse piece = piece(copied);
        byte[] bytes = piece.getData().toByteArray();
        if (bytes.length == 0 && !piece.getEof()) {
          throw new IOException(source + " gives nothing at byte " + copied);
        }
        draft.sink().write(bytes);
        copied += bytes.length;
        whole = piece.getEof();
      }
      if (!whole) {
        setError(RaftError.ECANCELED, "the copy of %s was given up", source);
        return;
      }
      draft.commit();
    }
    reader = snapshots.open();
    logger.info(
        "Copied {}: {} bytes in {} ms", source, copied, (System.nanoTime() - began) / 1_000_000);
  }

  @SuppressWarnings("FutureReturnValueIgnored") // the closure is told, and waited for
  private GetFileResponse piece(long offset) {
    var request =
        GetFileRequest.newBuilder()
            .setReaderId(source.index())
            .setFilename(SnapshotSource.FILE)
            .setOffset(offset)
            .setCount(SnapshotChunks.MOST_BYTES)
            .setReadPartly(true)
            .build();
    var answer = new CompletableFuture<GetFileResponse>();
    waiting = answer;
    if (cancelled) {
      // Whoever cancels looks at what is waited for after that, or this sees it here.
      cancel();
    }
    client.getFile(
        source.leader().peer().getEndpoint(),
        request,
        (int) (offset == 0 ? FIRST_PIECE_TIMEOUT : PIECE_TIMEOUT).toMillis(),
        new RpcResponseClosureAdapter<GetFileResponse>() {
          @Override
          public void run(Status status) {
            GetFileResponse response = getResponse();
            if (status.isOk() && response != null) {
              answer.complete(response);
            } else {
              answer.completeExceptionally(new IOException(source + ": " + status));
            }
          }
        });
    return answer.join();
  }

  private void failed(Throwable cause) {
    logger.warn("{} could not be copied; the leader offers it again: {}", source, cause.toString());
    setError(RaftError.EIO, "the snapshot was not copied: %s", cause.toString());
  }
}
