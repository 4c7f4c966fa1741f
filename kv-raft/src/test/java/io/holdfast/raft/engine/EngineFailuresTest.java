package io.holdfast.raft.engine;

import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import com.alipay.sofa.jraft.Status;
import com.alipay.sofa.jraft.error.RaftError;
import io.holdfast.kv.IndeterminateException;
import io.holdfast.kv.UnavailableException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Tag("G6")
class EngineFailuresTest {
  @Test
  void shouldKnowTheRefusalsThatComeBeforeTheLog() {
    assertDefinite(new Status(RaftError.EPERM, "Is not leader."));
    assertDefinite(
        new Status(RaftError.EPERM, "expected_term=%d doesn't match current_term=%d", 1L, 2L));
    assertDefinite(new Status(RaftError.EBUSY, "Node is busy, has too many tasks"));
    assertDefinite(new Status(RaftError.ENODESHUTDOWN, "Node is shutting down."));
  }

  /** Such commands have been seen to apply later. */
  @Test
  void shouldCallASteppedDownLeaderIndeterminate() {
    assertIndeterminate(new Status(RaftError.EPERM, "Leader stepped down"));
  }

  @ParameterizedTest
  @EnumSource(
      value = RaftError.class,
      mode = EnumSource.Mode.EXCLUDE,
      names = {"SUCCESS", "EBUSY", "ENODESHUTDOWN"})
  void shouldCallEverythingElseIndeterminate(RaftError code) {
    assertIndeterminate(new Status(code, "whatever"));
  }

  private static void assertDefinite(Status status) {
    assertInstanceOf(UnavailableException.class, EngineFailures.ofProposal(status));
  }

  private static void assertIndeterminate(Status status) {
    assertInstanceOf(IndeterminateException.class, EngineFailures.ofProposal(status));
  }
}
