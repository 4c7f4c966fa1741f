package io.holdfast.raft.engine;

import com.alipay.sofa.jraft.Status;
import com.alipay.sofa.jraft.error.RaftError;
import io.holdfast.kv.HoldfastException;
import io.holdfast.kv.IndeterminateException;
import io.holdfast.kv.UnavailableException;

/**
 * What a failed proposal means for its commands (guarantee G6). Definite are only the refusals that
 * the engine gives before an entry gets a place in its log; they are told by code and text, since
 * one code stands for both kinds. Whatever is not known to be definite is indeterminate.
 */
final class EngineFailures {
  private static final String NOT_LEADER = "Is not leader.";
  private static final String OTHER_TERM = "expected_term=";

  private EngineFailures() {}

  static HoldfastException ofProposal(Status status) {
    return neverAppended(status)
        ? new UnavailableException(
            "not written: " + reason(status) + "; try again, the commands had no effect")
        : new IndeterminateException(
            "it is not known whether the commands took effect: "
                + reason(status)
                + "; read back before deciding");
  }

  static UnavailableException ofRead(Status status) {
    return new UnavailableException(
        "the read could not be confirmed: " + reason(status) + "; try again");
  }

  private static boolean neverAppended(Status status) {
    return switch (status.getRaftError()) {
      case EBUSY, ENODESHUTDOWN -> true;
      case EPERM ->
          status.getErrorMsg().equals(NOT_LEADER) || status.getErrorMsg().startsWith(OTHER_TERM);
      default -> false;
    };
  }

  private static String reason(Status status) {
    RaftError code = status.getRaftError();
    return "consensus says " + code + " (" + status.getErrorMsg() + ")";
  }
}
