package io.holdfast.raft.engine;

import com.alipay.sofa.jraft.entity.LogEntry;
import com.alipay.sofa.jraft.entity.PeerId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Whether this node has been the only voter in every configuration of its group that it has ever
 * met: at the start, in its snapshot, in its log. Once it has met another one, the answer is no for
 * the life of the node.
 *
 * <p>Nobody else can have acknowledged a write while {@link #holds}: whoever wants to needs a
 * configuration with another voter, and the step to it needs a majority of the one before, which is
 * this node's log alone. So {@link #met} is called before an append returns (guarantee G1).
 *
 * <p>Threads: any; one volatile flag that only goes from true to false.
 */
final class SoleVoter {
  private final PeerId self;
  private volatile boolean alone = true;

  SoleVoter(PeerId self) {
    this.self = self;
  }

  /** What the founders, the newest snapshot and the log of a node tell. */
  static SoleVoter of(GroupSettings settings, GroupStorage storage) {
    var sole = new SoleVoter(settings.self().peer());
    sole.met(settings.founders().stream().map(Member::peer).toList(), null);
    storage
        .snapshots()
        .latest()
        .ifPresent(each -> new EngineSnapshotReader(each, sole, settings.self()).load());
    storage
        .log()
        .forEach(
            EntryForm.CONFIGURATION,
            found -> {
              LogEntry members = EntryForm.entry(found);
              sole.met(members.getPeers(), members.getOldPeers());
            });
    return sole;
  }

  /** Takes note of a configuration; {@code before} are the voters that it is to replace. */
  void met(@Nullable List<PeerId> voters, @Nullable List<PeerId> before) {
    boolean single = voters != null && voters.size() == 1 && voters.get(0).equals(self);
    if (!single || (before != null && !before.isEmpty())) {
      alone = false;
    }
  }

  boolean holds() {
    return alone;
  }
}
