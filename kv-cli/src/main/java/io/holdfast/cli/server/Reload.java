package io.holdfast.cli.server;

import io.holdfast.cli.config.ServerConfig;
import io.holdfast.kv.InvalidArgumentException;
import io.holdfast.node.HoldfastNode;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads users and certificates again while the server runs: all of it or, when something is wrong,
 * nothing. Guarded by its own monitor.
 */
final class Reload implements Runnable {
  private static final Logger log = LoggerFactory.getLogger(Reload.class);

  private final HoldfastNode node;
  private final Setup setup;
  private final ServerConfig.Settings atStart;

  Reload(HoldfastNode node, Setup setup, ServerConfig atStart) {
    this.node = node;
    this.setup = setup;
    this.atStart = atStart.settings();
  }

  @Override
  public synchronized void run() {
    try {
      ServerConfig now = setup.read();
      node.reload(now.access(), setup.tls(now));
      log.info("Read again: users and certificates; who may no longer connect is disconnected");
      now.warnings().forEach(log::warn);
      if (!now.settings().equals(atStart)) {
        log.warn(
            "Other settings than users and certificates have changed in {}: they count from the"
                + " next start on",
            setup.file());
      }
    } catch (InvalidArgumentException | Setup.UnreadableException e) {
      log.error("Nothing was read again, everything stays as it was: {}", e.getMessage());
    }
  }
}
