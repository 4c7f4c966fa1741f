package io.holdfast.cli.server;

import java.lang.reflect.Proxy;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hears SIGHUP, on which servers read their configuration again. One that comes before there is
 * anything to do it is kept. Guarded by its own monitor.
 *
 * <p>The JDK's class for signals is not part of its API, so it is reached by name; where it is
 * missing, the signal ends the process as before.
 */
final class HangUp {
  private boolean ignored;
  private @Nullable Runnable action;
  private boolean waiting;

  /** Hears the signal from now on. */
  static HangUp heard() {
    var hangUp = new HangUp();
    try {
      Class<?> signal = Class.forName("sun.misc.Signal");
      Class<?> handler = Class.forName("sun.misc.SignalHandler");
      Object hears =
          Proxy.newProxyInstance(
              HangUp.class.getClassLoader(),
              new Class<?>[] {handler},
              (proxy, method, arguments) -> {
                if (method.getDeclaringClass() == Object.class) {
                  return method.invoke(hangUp, arguments);
                }
                hangUp.comes();
                return null;
              });
      Object name = signal.getConstructor(String.class).newInstance("HUP");
      Object before = signal.getMethod("handle", signal, handler).invoke(null, name, hears);
      // The JVM leaves a signal alone that its parent has it ignore.
      hangUp.ignored = handler.getField("SIG_IGN").get(null).equals(before);
    } catch (ReflectiveOperationException unknownHere) {
      // No such signal on this system: nothing to be heard.
    }
    return hangUp;
  }

  /** From now on {@code what} is done at each signal; at once for those that came before. */
  void onSignal(Runnable what) {
    if (ignored) {
      // Not a field: this class is made before the level of the log is known.
      Logger log = LoggerFactory.getLogger(HangUp.class);
      log.warn(
          "SIGHUP is ignored, as whoever started this process has it (nohup does): users and"
              + " certificates are read again only by a restart");
    }
    synchronized (this) {
      action = what;
      if (!waiting) {
        return;
      }
    }
    what.run();
  }

  /** On a thread of the JVM's, one for each signal. */
  void comes() {
    Runnable now;
    synchronized (this) {
      now = action;
      waiting = now == null;
    }
    if (now != null) {
      now.run();
    }
  }
}
