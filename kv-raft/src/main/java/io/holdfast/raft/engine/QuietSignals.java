package io.holdfast.raft.engine;

import java.lang.reflect.InvocationTargetException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Loads a class and puts back the process's handler of SIGUSR2: the engine takes that signal for
 * dumps into the working directory as soon as its node class is loaded, and a signal belongs to the
 * application.
 */
final class QuietSignals {
  private static final Logger logger = LoggerFactory.getLogger(QuietSignals.class);

  private QuietSignals() {}

  static void load(String className) throws ClassNotFoundException {
    ClassLoader loader = QuietSignals.class.getClassLoader();
    try {
      // By reflection, since a JVM need not have this class.
      Class<?> signals = Class.forName("sun.misc.Signal");
      Class<?> handlers = Class.forName("sun.misc.SignalHandler");
      Object signal = signals.getConstructor(String.class).newInstance("USR2");
      var handle = signals.getMethod("handle", signals, handlers);
      Object before = handle.invoke(null, signal, handlers.getField("SIG_IGN").get(null));
      Class.forName(className, true, loader);
      handle.invoke(null, signal, before);
    } catch (NoSuchMethodException
        | NoSuchFieldException
        | InstantiationException
        | IllegalAccessException
        | InvocationTargetException e) {
      logger.debug("SIGUSR2 is not ours to keep on this JVM", e);
      Class.forName(className, true, loader);
    }
  }
}
