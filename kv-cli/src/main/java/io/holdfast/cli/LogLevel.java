package io.holdfast.cli;

import io.holdfast.kv.InvalidArgumentException;
import java.util.Locale;
import java.util.Set;

/** The level of a server's log. */
public final class LogLevel {
  private static final String PROPERTY = "org.slf4j.simpleLogger.defaultLogLevel";
  private static final Set<String> LEVELS = Set.of("debug", "info", "warn", "error");

  private LogLevel() {}

  /**
   * Sets it for this process, before anything logs: a server's log reads as a story, a client's
   * speaks only when something is wrong. {@code HOLDFAST_LOG} in the environment beats {@code
   * otherwise}.
   *
   * @throws InvalidArgumentException when the environment asks for a level that there is not
   */
  public static void set(String otherwise) {
    String asked = System.getenv().getOrDefault("HOLDFAST_LOG", "");
    String level = asked.isEmpty() ? otherwise : asked.toLowerCase(Locale.ROOT);
    if (!LEVELS.contains(level)) {
      throw new InvalidArgumentException(
          "HOLDFAST_LOG is '" + asked + "', expected debug, info, warn or error");
    }
    System.setProperty(PROPERTY, System.getProperty(PROPERTY, level));
  }
}
