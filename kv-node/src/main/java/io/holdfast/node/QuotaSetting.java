package io.holdfast.node;

import io.holdfast.kv.HoldfastException;
import io.holdfast.kv.InvalidArgumentException;
import io.holdfast.kv.UnavailableException;
import io.holdfast.kv.command.Command;
import io.holdfast.kv.store.LocalStore;
import io.holdfast.kv.watch.StateUsage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The quota that a node is started with. Immutable.
 *
 * @param bytes of state; {@link StateUsage#NO_QUOTA}: no limit
 */
record QuotaSetting(long bytes) {
  static final QuotaSetting NONE = new QuotaSetting(StateUsage.NO_QUOTA);

  private static final Logger log = LoggerFactory.getLogger(QuotaSetting.class);
  private static final long SECONDS_TO_WAIT = 30;

  static QuotaSetting of(long bytes) {
    if (bytes < 1) {
      throw new InvalidArgumentException("a quota of " + bytes + " bytes: expected at least 1");
    }
    return new QuotaSetting(bytes);
  }

  /** Makes it the quota of {@code store}, unless it is. */
  void apply(LocalStore store) {
    StateUsage before = store.view().usage();
    if (before.quota() != bytes) {
      await(store);
      log.info("The quota on the state is {} instead of {}", text(bytes), text(before.quota()));
    }
    if (bytes != StateUsage.NO_QUOTA && before.bytes() >= bytes) {
      log.warn(
          "The state takes {} bytes and its quota is {}: nothing may grow until keys are deleted",
          before.bytes(),
          bytes);
    }
  }

  private void await(LocalStore store) {
    try {
      store.submit(new Command.SetQuota(bytes)).get(SECONDS_TO_WAIT, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UnavailableException("interrupted while setting the quota", e);
    } catch (TimeoutException e) {
      throw new UnavailableException(
          "the quota was not set within " + SECONDS_TO_WAIT + " s: there may be no leader", e);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof HoldfastException known
          ? known
          : new UnavailableException("the quota could not be set", e);
    }
  }

  private static String text(long bytes) {
    return bytes == StateUsage.NO_QUOTA ? "none" : bytes + " bytes";
  }
}
