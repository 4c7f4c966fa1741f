package io.holdfast.raft.engine;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.alipay.sofa.jraft.entity.PeerId;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("G1")
class SoleVoterTest {
  private static final PeerId SELF = new Member(1, 0).peer();
  private static final PeerId OTHER = new Member(2, 0).peer();

  private final SoleVoter sole = new SoleVoter(SELF);

  @Test
  void shouldHoldWhileEveryConfigurationIsThisNodeAlone() {
    sole.met(List.of(SELF), null);
    sole.met(List.of(SELF), List.of());

    assertTrue(sole.holds());
  }

  @Test
  void shouldEndForEverWithAnotherVoter() {
    sole.met(List.of(SELF, OTHER), List.of(SELF));
    sole.met(List.of(SELF), List.of());

    assertFalse(sole.holds(), "the other one may have acknowledged writes in between");
  }

  @Test
  void shouldEndWhileAChangeIsUnderWay() {
    sole.met(List.of(SELF), List.of(SELF, OTHER));

    assertFalse(sole.holds());
  }

  @Test
  void shouldNotHoldForAnotherIncarnationOfThisNode() {
    sole.met(List.of(new Member(1, 1).peer()), null);

    assertFalse(sole.holds());
  }

  @Test
  void shouldNotHoldWithoutVoters() {
    sole.met(List.of(), null);

    assertFalse(sole.holds());
  }
}
