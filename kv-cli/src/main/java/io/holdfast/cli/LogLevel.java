package io.holdfast.cli;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** The log level that a server is asked for by {@code HOLDFAST_LOG}. */
final class LogLevel {
  private static final String PROPERTY = "org.slf4j.simpleLogger.defaultLogLevel";
  private static final Set<String> LEVELS = Set.of("debug", "info", "warn", "error");

  private LogLevel() {}

  /**
   * Sets it for this process, before anything logs: a server's log reads as a story, a client's
   * speaks only when something is wrong.
   *
   * @param asked empty: the default
   * @return what is wrong with {@code asked}, if anything
   */
  static Optional<String> set(String asked) {
    String level = asked.isEmpty() ? "info" : asked.toLowerCase(Locale.ROOT);
    if (!LEVELS.contains(level)) {
      return Optional.of("HOLDFAST_LOG is '" + asked + "', expected debug, info, warn or error");
    }
    System.setProperty(PROPERTY, System.getProperty(PROPERTY, level));
    return Optional.empty();
  }
}
