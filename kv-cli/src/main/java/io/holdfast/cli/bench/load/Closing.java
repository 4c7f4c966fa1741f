package io.holdfast.cli.bench.load;

import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Closes clients after the figures are taken, when a failure can no longer change them. */
final class Closing {
  private static final Logger log = LoggerFactory.getLogger(Closing.class);

  private Closing() {}

  static void quietly(AutoCloseable resource) {
    try {
      resource.close();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (Exception e) {
      log.warn("a client of the bench did not close in order: {}", e.toString());
    }
  }

  static AutoCloseable all(List<? extends AutoCloseable> resources) {
    return () -> resources.forEach(Closing::quietly);
  }
}
