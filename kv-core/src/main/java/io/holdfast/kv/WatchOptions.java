package io.holdfast.kv;

import java.util.List;

/**
 * What a watch is to see. Immutable; start from {@link #all}, {@link #key} or {@link #matching}.
 *
 * @param filters keys or patterns, see {@link Names#checkFilter}; at least one; an entry that
 *     matches several is delivered once
 * @param start where it begins
 * @param markers whether markers are delivered
 * @param values whether values are; without them entries come with {@link Bytes#EMPTY}
 */
public record WatchOptions(List<String> filters, Start start, boolean markers, boolean values) {
  /** Where a watch begins. */
  public sealed interface Start {
    /** The newest entry of each matching key, in revision order, then everything after. */
    Start LATEST = new Latest();

    /** Everything retained, in revision order, then everything after. */
    Start HISTORY = new History();

    /** Only what comes after the watch was created. */
    Start UPDATES = new Updates();

    /** Everything retained from {@code revision} on. A revision in the future is waited for. */
    static Start from(long revision) {
      return new From(revision);
    }

    /** See {@link #LATEST}. */
    record Latest() implements Start {}

    /** See {@link #HISTORY}. */
    record History() implements Start {}

    /** See {@link #UPDATES}. */
    record Updates() implements Start {}

    /** See {@link #from}. */
    record From(long revision) implements Start {}
  }

  /** Copies and checks the filters. */
  public WatchOptions {
    filters = List.copyOf(filters);
    if (filters.isEmpty()) {
      throw new InvalidArgumentException(
          "a watch needs at least one key filter, such as \">\" for every key");
    }
    filters.forEach(Names::checkFilter);
  }

  /** Every key, from its newest entry on. */
  public static WatchOptions all() {
    return matching(">");
  }

  /** One key, from its newest entry on. */
  public static WatchOptions key(String key) {
    return matching(Names.checkKey(key));
  }

  /** The keys that match any of {@code filters}, from their newest entries on. */
  public static WatchOptions matching(String... filters) {
    return new WatchOptions(List.of(filters), Start.LATEST, true, true);
  }

  /** The same watch from another start. */
  public WatchOptions from(Start newStart) {
    return new WatchOptions(filters, newStart, markers, values);
  }

  /** The same watch without markers. */
  public WatchOptions withoutMarkers() {
    return new WatchOptions(filters, start, false, values);
  }

  /** The same watch without values. */
  public WatchOptions withoutValues() {
    return new WatchOptions(filters, start, markers, false);
  }
}
