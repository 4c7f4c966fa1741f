package io.holdfast.raft;

import io.holdfast.kv.DamagedException;
import io.holdfast.kv.HoldfastException;
import io.holdfast.kv.IndeterminateException;
import io.holdfast.kv.UnavailableException;
import io.holdfast.kv.command.Origin;
import io.holdfast.kv.command.Outcome;
import io.holdfast.kv.time.Clock;
import io.holdfast.raft.ForwardForm.Reply;
import io.holdfast.raft.engine.Member;
import io.holdfast.raft.engine.PeerAnswer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Sends the batches of a node that follows to its leader, and recognises them among the entries
 * that this node applies: so they are answered here, after this node has applied them, and a caller
 * reads its own writes here.
 *
 * <p>The leader writes a batch in the term it was sent for, or never. Entries of a term come before
 * all entries of later ones, so once this node applies an entry of a later term, what it has not
 * applied by then was not written and never will be (source: the Raft paper, log matching). Where
 * neither comes in {@link #PATIENCE}, it is told as unknown.
 *
 * <p>Threads: any; {@link #applied} and {@link #restored} are the apply thread's. Guarded by its
 * monitor, outside of which batches are sent and answered.
 */
final class Forwarder {
  /** The way to ask a leader; see {@link io.holdfast.raft.engine.ConsensusGroup#ask}. */
  @FunctionalInterface
  interface Way {
    /** Never waits. */
    void ask(Member leader, byte[] request, PeerAnswer answer);
  }

  private record Leader(Member member, long term) {}

  private record Sent(Batch batch, long nanos) {}

  /**
   * How long a batch whose answer was lost is looked for: most callers have given up by then, and
   * it must not count among what is under way for ever.
   */
  static final Duration PATIENCE = Duration.ofMinutes(1);

  private final Batcher batcher;
  private final Way way;
  private final Runnable catchUp;
  private final long run;
  private final Clock clock;
  private final Map<Long, Sent> pending = new LinkedHashMap<>();
  private @Nullable Leader leader;
  private long newestTerm;
  private long sent;

  /**
   * Forwards batches of {@code batcher}.
   *
   * @param catchUp has this node learn at once what is committed, which else waits for the leader's
   *     next entry or heartbeat; must not wait
   * @param run drawn at random for this start of the node
   */
  Forwarder(Batcher batcher, Way way, Runnable catchUp, Clock clock, long run) {
    this.batcher = batcher;
    this.clock = clock;
    this.way = way;
    this.catchUp = catchUp;
    this.run = run;
  }

  /** Batches of {@code term} go to {@code member} from now on. */
  synchronized void follow(Member member, long term) {
    leader = new Leader(member, term);
  }

  /** Batches go nowhere from now on. */
  synchronized void followNobody() {
    leader = null;
  }

  /** Sends a batch, or fails it as not written when its term has passed. */
  void send(Batch batch) {
    Leader to;
    long number = 0;
    synchronized (this) {
      to = leader;
      if (to != null && to.term() == batch.term()) {
        number = ++sent;
        pending.put(number, new Sent(batch, clock.nanos()));
      } else {
        to = null;
      }
    }
    if (to == null) {
      batcher.failed(batch, unwritten("the leader has changed"));
      return;
    }
    var request = new ForwardForm.Request(batch.term(), new Origin(run, number), batch.commands());
    way.ask(to.member(), ForwardForm.encode(request), new Answer(batch, number));
  }

  /** This node has applied an entry, whoever asked for it. */
  void applied(long term, @Nullable Origin origin, List<Outcome> outcomes) {
    var overtaken = new ArrayList<Batch>();
    Sent mine = null;
    synchronized (this) {
      if (term > newestTerm) {
        newestTerm = term;
        pending
            .values()
            .removeIf(
                each -> {
                  boolean late = each.batch().term() < term;
                  if (late) {
                    overtaken.add(each.batch());
                  }
                  return late;
                });
      }
      if (origin != null && origin.run() == run) {
        mine = pending.remove(origin.number());
      }
    }
    overtaken.forEach(
        batch -> batcher.failed(batch, unwritten("its leader went before it was written")));
    if (mine != null) {
      batcher.applied(mine.batch(), outcomes);
    }
  }

  /** The state was replaced by that of a snapshot, in which some of what was sent may be. */
  void restored() {
    giveUp(sent -> true, "this node was behind and took over a snapshot");
  }

  /** Gives up what was sent longer ago than {@link #PATIENCE}. To be called now and then. */
  void giveUpOld() {
    long now = clock.nanos();
    giveUp(
        sent -> now - sent.nanos() > PATIENCE.toNanos(), "its entry has not been met in a minute");
  }

  private void giveUp(Predicate<Sent> which, String why) {
    List<Sent> all;
    synchronized (this) {
      all = pending.values().stream().filter(which).toList();
      pending.values().removeAll(all);
    }
    all.forEach(
        sent ->
            batcher.failed(
                sent.batch(),
                () ->
                    new IndeterminateException(
                        "it is not known whether the write took effect: "
                            + why
                            + "; read back before deciding")));
  }

  private synchronized boolean take(long number) {
    return pending.remove(number) != null;
  }

  private static Supplier<HoldfastException> unwritten(String why) {
    return () -> new UnavailableException("nothing was written: " + why + "; try again");
  }

  /** What the leader says of one batch. Its entry, when applied, is what answers it for good. */
  private final class Answer implements PeerAnswer {
    private final Batch batch;
    private final long number;

    Answer(Batch batch, long number) {
      this.batch = batch;
      this.number = number;
    }

    @Override
    public void answered(byte[] answer) {
      Reply reply;
      try {
        reply = ForwardForm.reply(answer);
      } catch (DamagedException e) {
        lost(String.valueOf(e.getMessage()));
        return;
      }
      if (reply instanceof Reply.Refused refused) {
        refuse(refused.why());
      } else {
        // Whether it is known or not: the next batch may go.
        batcher.committed(batch);
        if (reply instanceof Reply.Taken && isPending()) {
          catchUp.run();
        }
      }
    }

    @Override
    public void notSent(String why) {
      refuse("the leader cannot be reached: " + why);
    }

    @Override
    public void lost(String why) {
      batcher.committed(batch);
    }

    private boolean isPending() {
      synchronized (Forwarder.this) {
        return pending.containsKey(number);
      }
    }

    private void refuse(String why) {
      if (take(number)) {
        batcher.failed(batch, unwritten(why));
      }
    }
  }
}
