package io.holdfast.locks;

import io.holdfast.kv.Entry;
import io.holdfast.kv.FencingToken;
import io.holdfast.kv.LeaseRef;
import io.holdfast.kv.WatchOptions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Tells attempts what becomes of their tickets: one watch for all tickets of a lease, opened when
 * the first is written and kept until the lease ends. So a grant costs the client one event,
 * whatever the number of its waiters and locks (guarantee G30). Confined to the session's mailbox.
 */
final class TicketWatch {
  /** An attempt that has a ticket. */
  interface Waiter {
    /** It was granted the lock, as written at {@code revision}. */
    void granted(FencingToken token, long revision);

    /** The ticket has gone without a grant, or events may have been missed. */
    void look();
  }

  private final Session session;
  private final LeaseRef lease;
  private final Map<String, Waiter> waiters = new HashMap<>();
  private Backoff backoff;
  private @Nullable LockWatch watch;
  private boolean missed;
  private boolean closed;

  TicketWatch(Session session, LeaseRef lease) {
    this.session = session;
    this.lease = lease;
    this.backoff = session.backoff();
  }

  /** Tells {@code waiter} of {@code ticket} from now on; before the ticket is written. */
  void add(String ticket, Waiter waiter) {
    waiters.put(ticket, waiter);
    if (watch == null) {
      open();
    }
  }

  void remove(String ticket) {
    waiters.remove(ticket);
  }

  void close() {
    closed = true;
    closeWatch();
  }

  private void open() {
    if (!closed) {
      // Writes that this client makes from now on are seen, also before the server has answered.
      var own = WatchOptions.matching(LockKeys.ticketsOf(lease)).from(WatchOptions.Start.UPDATES);
      watch = LockWatch.open(session, own, this::event, this::opened, this::gap);
    }
  }

  private void opened() {
    backoff = session.backoff();
    if (missed) {
      missed = false;
      List.copyOf(waiters.values()).forEach(Waiter::look);
    }
  }

  private void event(Entry entry) {
    var waiter = waiters.get(entry.key());
    if (waiter == null || !entry.isMarker()) {
      return;
    }
    long grant = LockRecord.grantBefore(entry);
    if (grant > 0) {
      waiter.granted(new FencingToken(entry.bucket().incarnation(), grant), grant);
    } else {
      waiter.look();
    }
  }

  private void gap() {
    closeWatch();
    missed = true;
    session.after(
        backoff.next(),
        () -> {
          if (watch == null) {
            open();
          }
        });
  }

  private void closeWatch() {
    if (watch != null) {
      watch.close();
      watch = null;
    }
  }
}
