package io.holdfast.raft.engine;

import com.alipay.sofa.jraft.entity.PeerId;
import com.alipay.sofa.jraft.option.RaftMetaStorageOptions;
import com.alipay.sofa.jraft.storage.RaftMetaStorage;
import io.holdfast.kv.HoldfastException;
import io.holdfast.raft.storage.VoteFile;
import io.holdfast.raft.storage.VoteFile.Vote;

/**
 * Our vote file as the engine's. The engine only logs a vote that it could not write, so a failure
 * stops the node here, before the call returns. Called under the engine's lock.
 */
final class EngineVote implements RaftMetaStorage {
  private final VoteFile file;
  private final Replica replica;

  EngineVote(VoteFile file, Replica replica) {
    this.file = file;
    this.replica = replica;
  }

  @Override
  public boolean init(RaftMetaStorageOptions options) {
    return true;
  }

  @Override
  public void shutdown() {
    // The file belongs to whoever opened it.
  }

  @Override
  public long getTerm() {
    return file.read().term();
  }

  @Override
  public PeerId getVotedFor() {
    String name = file.read().votedFor();
    var peer = new PeerId();
    if (!name.isEmpty() && !peer.parse(name)) {
      throw new IllegalStateException("the vote names '" + name + "', expected host:port");
    }
    return peer;
  }

  @Override
  public boolean setTerm(long term) {
    return write(new Vote(term, file.read().votedFor()));
  }

  @Override
  public boolean setVotedFor(PeerId peer) {
    return write(new Vote(file.read().term(), name(peer)));
  }

  @Override
  public boolean setTermAndVotedFor(long term, PeerId peer) {
    return write(new Vote(term, name(peer)));
  }

  private static String name(PeerId peer) {
    return peer.isEmpty() ? "" : peer.toString();
  }

  private boolean write(Vote vote) {
    try {
      file.write(vote);
      return true;
    } catch (HoldfastException e) {
      replica.stopped(e);
      return false;
    }
  }
}
