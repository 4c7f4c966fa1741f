package io.holdfast.samples;

import io.holdfast.election.Election;
import io.holdfast.election.Elections;
import io.holdfast.election.Leadership;
import io.holdfast.kv.Bytes;
import io.holdfast.kv.FencingToken;
import io.holdfast.kv.KeyValueStore;
import io.holdfast.node.HoldfastNode;
import java.util.ArrayList;
import java.util.List;

/** Works only while it leads, and tells each step's epoch to whoever receives the work. */
public final class LeaderSample {
  private LeaderSample() {}

  /** Leads once, on a store in memory. */
  public static void main(String[] args) throws InterruptedException {
    try (var node = HoldfastNode.builder().memory().start()) {
      System.out.println("worked while leading, in epochs " + run(node.store(), new Work(3)));
    }
  }

  static List<FencingToken> run(KeyValueStore store, Work work) throws InterruptedException {
    try (var elections = Elections.on(store)) {
      Election election = elections.election("scheduler");
      try (Leadership term = election.campaign(Bytes.utf8("host-1:8080"))) {
        while (term.isLeader() && work.remains()) {
          work.step(term.epoch());
        }
      }
    }
    return work.epochs();
  }

  /** A few steps of work. Confined to one thread. */
  static final class Work {
    private final List<FencingToken> epochs = new ArrayList<>();
    private final int steps;

    Work(int steps) {
      this.steps = steps;
    }

    boolean remains() {
      return epochs.size() < steps;
    }

    void step(FencingToken epoch) {
      epochs.add(epoch);
    }

    List<FencingToken> epochs() {
      return epochs;
    }
  }
}
