package io.holdfast.node;

import io.holdfast.raft.storage.Disk;
import io.holdfast.raft.storage.Disk.DiskFile;
import io.holdfast.raft.storage.Disk.NoSpaceException;
import java.io.IOException;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The real disk until told to fail or to be full. Thread-safe: its switches are volatile. */
final class UnreliableDisk {
  private final Disk real = Disk.real();
  private volatile boolean failing;
  private volatile boolean full;

  /** Every sync from now on fails. */
  void failSyncs() {
    failing = true;
  }

  /** New files get no space while this is on. */
  void full(boolean on) {
    full = on;
  }

  Disk disk() {
    return proxy(
        Disk.class,
        (self, method, arguments) -> {
          Object result = call(real, method, arguments);
          return result instanceof DiskFile file
              ? file(file, method.getName().equals("create"))
              : result;
        });
  }

  private DiskFile file(DiskFile file, boolean created) {
    return proxy(
        DiskFile.class,
        (self, method, arguments) -> {
          if (failing && method.getName().equals("sync")) {
            throw new IOException("planted failure of a sync");
          }
          if (full && created && method.getName().equals("write")) {
            throw new NoSpaceException("no space left, as told", new IOException("planted"));
          }
          return call(file, method, arguments);
        });
  }

  private static <T> T proxy(Class<T> type, InvocationHandler handler) {
    Object made = Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler);
    return Objects.requireNonNull(type.cast(made));
  }

  private static @Nullable Object call(Object target, Method method, Object @Nullable [] arguments)
      throws Throwable {
    try {
      return method.invoke(target, arguments);
    } catch (InvocationTargetException e) {
      throw Objects.requireNonNull(e.getCause());
    }
  }
}
