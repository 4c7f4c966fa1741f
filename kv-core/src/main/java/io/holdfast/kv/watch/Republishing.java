package io.holdfast.kv.watch;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Collects what the commands of one log entry republish and tells it once all of it is visible.
 * Confined to the apply thread, but for {@link #add} and {@link #remove}, which any thread may
 * call: listeners are in a copy-on-write list.
 */
public final class Republishing {
  private static final Logger log = LoggerFactory.getLogger(Republishing.class);

  private final List<RepublishListener> listeners = new CopyOnWriteArrayList<>();
  private final List<Republication> due = new ArrayList<>();

  /** With nobody who listens. */
  public Republishing() {}

  /** Tells {@code listener} of what is written from now on. */
  public void add(RepublishListener listener) {
    listeners.add(listener);
  }

  /** Tells {@code listener} no more, but for a call already under way. */
  public void remove(RepublishListener listener) {
    listeners.remove(listener);
  }

  /** Notes an entry, to be told with the next {@link #tell}. */
  public void note(Republication republication) {
    if (!listeners.isEmpty()) {
      due.add(republication);
    }
  }

  /** Tells what was noted. A listener that fails is logged and stops nobody. */
  public void tell() {
    if (due.isEmpty()) {
      return;
    }
    for (Republication republication : due) {
      for (RepublishListener listener : listeners) {
        tell(listener, republication);
      }
    }
    due.clear();
  }

  private static void tell(RepublishListener listener, Republication republication) {
    try {
      listener.republished(republication);
    } catch (RuntimeException e) {
      log.error(
          "Revision {} of bucket '{}' was not republished; later ones are",
          republication.entry().revision(),
          republication.entry().bucket().name(),
          e);
    }
  }
}
