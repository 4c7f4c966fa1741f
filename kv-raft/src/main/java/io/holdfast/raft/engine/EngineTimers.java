package io.holdfast.raft.engine;

import com.alipay.sofa.jraft.core.Scheduler;
import com.alipay.sofa.jraft.core.TimerManager;
import com.alipay.sofa.jraft.util.SPI;
import com.alipay.sofa.jraft.util.timer.DefaultTimer;
import com.alipay.sofa.jraft.util.timer.RaftTimerFactory;
import com.alipay.sofa.jraft.util.timer.Timer;

/**
 * Timers for the engine, which finds this as a service: each is one thread of its node's own, made
 * when first needed and ended with the node. The engine's own kinds wake up a thousand times a
 * second, or are shared by all nodes of the JVM and can be shut down under the next one. Stateless.
 */
@SPI(priority = 100)
public final class EngineTimers implements RaftTimerFactory {
  /**
   * Names without the node's, since the engine keeps statistics by name for the life of the JVM.
   */
  private static final String PREFIX = "holdfast-raft-";

  @Override
  public Timer getElectionTimer(boolean shared, String name) {
    return timer("election");
  }

  @Override
  public Timer getVoteTimer(boolean shared, String name) {
    return timer("vote");
  }

  @Override
  public Timer getStepDownTimer(boolean shared, String name) {
    return timer("step-down");
  }

  @Override
  public Timer getSnapshotTimer(boolean shared, String name) {
    return timer("snapshot");
  }

  @Override
  public Scheduler getRaftScheduler(boolean shared, int workers, String name) {
    return createScheduler(workers, name);
  }

  @Override
  public Timer createTimer(String name) {
    return timer("timer");
  }

  @Override
  public Scheduler createScheduler(int workers, String name) {
    return new TimerManager(workers, PREFIX + "replication");
  }

  private static Timer timer(String purpose) {
    return new DefaultTimer(1, PREFIX + purpose);
  }
}
