package io.holdfast.raft.engine;

import com.alipay.sofa.jraft.Status;
import com.alipay.sofa.jraft.closure.TaskClosure;

/** Brings the engine's answers to a proposal; success comes with the entry itself. */
record ProposalClosure(Proposal proposal) implements TaskClosure {
  @Override
  public void onCommitted() {
    proposal.committed();
  }

  @Override
  public void run(Status status) {
    if (!status.isOk()) {
      proposal.failed(() -> EngineFailures.ofProposal(status));
    }
  }
}
