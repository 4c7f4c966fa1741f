package io.holdfast.net.jetstream;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.netty.channel.DefaultEventLoop;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ScheduledExecutorService;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * Claim: a consumer that is added while all of its stream are taken out is found under its name and
 * its deliver subject, or under neither.
 */
@JCStressTest
@Outcome(id = "0, 0", expect = ACCEPTABLE, desc = "taken out")
@Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "added after the others were taken out")
@Outcome(expect = FORBIDDEN, desc = "left behind under one of the two")
@State
public class ConsumersRaceTest {
  private static final StreamName STREAM = new StreamName("b");
  private static final ScheduledExecutorService HOME = new DefaultEventLoop();
  private static final ConsumerConfig CONFIG =
      new ConsumerConfig(
          "c",
          "deliver",
          "all",
          0,
          "",
          List.of(),
          false,
          false,
          Duration.ZERO,
          Duration.ofSeconds(5),
          new AckRules(AckPolicy.NONE, Duration.ofSeconds(30), List.of(), -1, 1),
          new PullLimits(1, 0, Duration.ZERO, 0),
          true,
          ConsumerEcho.of(Map.of()));

  private final Consumers consumers = new Consumers(null);
  private final ServedConsumer consumer =
      new PushConsumer(STREAM, CONFIG, Instant.EPOCH, null, HOME, ended -> {});

  @Actor
  public void add() {
    consumers.add(consumer);
  }

  @Actor
  public void takeOut() {
    consumers.of(STREAM).forEach(consumers::remove);
  }

  @Arbiter
  public void find(II_Result result) {
    result.r1 = consumers.find(STREAM, "c") == null ? 0 : 1;
    result.r2 = consumers.deliveringTo("deliver").size();
  }
}
