package io.holdfast.raft;

import io.holdfast.kv.HoldfastException;
import io.holdfast.kv.time.Repeating;
import io.holdfast.kv.time.Scheduler;
import io.holdfast.raft.storage.StorageFaultException;
import io.holdfast.raft.storage.WatchedDisk;
import io.holdfast.raft.storage.WatchedDisk.Call;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at the calls that the disk has not answered: names a slow one in the log, and ends the
 * store for a hung one (guarantee G17). The hung call itself stays where it is, in the operating
 * system; only the end of the process, which a server brings about, lets go of it. Confined to the
 * looks, which never overlap.
 *
 * <p>A step longer than two intervals is a pause of this process, during which the disk may have
 * answered long ago: it is not charged to the disk.
 */
final class DiskWatch implements AutoCloseable {
  private static final Logger logger = LoggerFactory.getLogger(DiskWatch.class);

  private final Scheduler scheduler;
  private final DiskLimits limits;
  private final WatchedDisk disk;
  private final StorageListener listener;
  private final Consumer<? super HoldfastException> onHung;
  private final Repeating looks;
  private final Set<Call> reported = new HashSet<>();
  private long lastLook;
  private boolean hung;

  /** {@code onHung} is told, once, of the call that has hung. */
  DiskWatch(
      Scheduler scheduler,
      DiskLimits limits,
      WatchedDisk disk,
      StorageListener listener,
      Consumer<? super HoldfastException> onHung) {
    this.scheduler = scheduler;
    this.limits = limits;
    this.disk = disk;
    this.listener = listener;
    this.onHung = onHung;
    this.looks = new Repeating("look at the disk", scheduler, limits.step(), this::look);
    this.lastLook = scheduler.clock().nanos();
  }

  void start() {
    looks.start();
  }

  private void look() {
    long now = scheduler.clock().nanos();
    disk.pass(Duration.ofNanos(Math.min(now - lastLook, 2 * limits.step().toNanos())));
    lastLook = now;
    List<Call> underWay = disk.underWay();
    reported.removeIf(call -> !underWay.contains(call) && goesOn(call));
    for (var call : underWay) {
      judge(call, disk.age(call));
    }
  }

  private boolean goesOn(Call call) {
    logger.info(
        "The disk goes on: the {} of {} returned after about {} ms",
        call.what(),
        call.file(),
        disk.age(call).toMillis());
    return true;
  }

  private void judge(Call call, Duration age) {
    if (age.compareTo(limits.slow()) >= 0 && reported.add(call)) {
      logger.warn(
          "The disk is slow: a {} of {} has not returned for {} ms; nothing is acknowledged meanwhile",
          call.what(),
          call.file(),
          age.toMillis());
      listener.stalled(new StalledCall(call.what(), call.file(), age));
    }
    if (age.compareTo(limits.hung()) >= 0 && !hung) {
      hung = true;
      onHung.accept(
          new StorageFaultException(
              "the disk hangs: the %s of %s has not returned for %d ms, the limit is %d ms; find out what holds the disk up, then restart"
                  .formatted(call.what(), call.file(), age.toMillis(), limits.hung().toMillis())));
    }
  }

  @Override
  public void close() {
    looks.close();
  }
}
