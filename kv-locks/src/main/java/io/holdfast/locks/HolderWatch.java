package io.holdfast.locks;

import io.holdfast.kv.Entry;
import io.holdfast.kv.WatchOptions;
import io.holdfast.kv.time.ListenerCall;
import io.holdfast.kv.time.Mailbox;
import org.jspecify.annotations.Nullable;

/**
 * Tells an observer who holds a lock, over any number of watches. Confined to the session's
 * mailbox, but for the flag that ends it; the observer is called in a mailbox of its own.
 */
final class HolderWatch implements Observation {
  private final LockClient client;
  private final Session session;
  private final LockKeys keys;
  private final HolderObserver observer;
  private final ListenerCall calls;
  private final Mailbox callbacks;
  private Backoff backoff;
  private @Nullable LockWatch watch;
  private @Nullable Entry last;
  private boolean seen;
  private boolean toldFree;
  private volatile boolean closed;

  HolderWatch(LockClient client, LockKeys keys, HolderObserver observer) {
    this.client = client;
    this.session = client.session();
    this.keys = keys;
    this.observer = observer;
    this.calls = new ListenerCall("lock '" + keys.name() + "'", session.scheduler.clock());
    this.callbacks = new Mailbox(session.scheduler);
    this.backoff = session.backoff();
  }

  void open() {
    if (closed || !client.register(this)) {
      closed = true;
    } else {
      seen = false;
      watch =
          LockWatch.open(
              session, WatchOptions.key(keys.lock()), this::entry, this::synced, this::again);
    }
  }

  private void entry(Entry entry) {
    seen = true;
    backoff = session.backoff();
    // After a new listing, what was told already comes again.
    if (last != null && entry.token().compareTo(last.token()) <= 0) {
      return;
    }
    last = entry;
    var record = LockRecord.of(entry);
    if (record == null) {
      free();
    } else {
      toldFree = false;
      var holder = record.holder(entry);
      tell(() -> observer.onHolder(holder));
    }
  }

  private void synced() {
    if (!seen) {
      free();
    }
  }

  private void free() {
    if (!toldFree) {
      toldFree = true;
      tell(observer::onFree);
    }
  }

  private void again() {
    endWatch();
    session.after(backoff.next(), this::open);
  }

  private void tell(Runnable call) {
    callbacks.execute(
        () -> {
          if (!closed) {
            calls.tell("a change of its holder", call);
          }
        });
  }

  private void endWatch() {
    if (watch != null) {
      watch.close();
      watch = null;
    }
  }

  @Override
  public void close() {
    closed = true;
    session.post(
        () -> {
          client.unregister(this);
          endWatch();
        });
  }
}
