package io.holdfast.locks.simulation;

import io.holdfast.kv.Bucket;
import io.holdfast.kv.KeyValueStore;
import io.holdfast.kv.Transaction;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.concurrent.CompletionStage;
import java.util.function.UnaryOperator;

/**
 * A store that commits other transactions than those it is given, to plant a defect in a recipe.
 */
final class AlteredStore {
  private AlteredStore() {}

  static KeyValueStore of(KeyValueStore real, UnaryOperator<Transaction> alteration) {
    return proxy(
        KeyValueStore.class,
        real,
        arguments -> {},
        result ->
            result instanceof CompletionStage<?> stage
                ? stage.thenApply(
                    value -> value instanceof Bucket bucket ? altered(bucket, alteration) : value)
                : result);
  }

  private static Bucket altered(Bucket real, UnaryOperator<Transaction> alteration) {
    return proxy(
        Bucket.class,
        real,
        arguments -> {
          for (int i = 0; i < arguments.length; i++) {
            if (arguments[i] instanceof Transaction transaction) {
              arguments[i] = alteration.apply(transaction);
            }
          }
        },
        // The same bucket by another name, see Bucket.direct.
        result -> result instanceof Bucket same ? altered(same, alteration) : result);
  }

  private interface Arguments {
    void alter(Object[] arguments);
  }

  private static <T> T proxy(Class<T> type, T real, Arguments before, UnaryOperator<Object> after) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (proxy, method, arguments) -> {
              if (arguments != null) {
                before.alter(arguments);
              }
              try {
                var result = method.invoke(real, arguments);
                return result == null ? null : after.apply(result);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            }));
  }
}
