package io.holdfast.net.jetstream;

import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * A field of the stream configuration that a bucket cannot have: asking for it is refused, so that
 * no answer shows what is not so. Immutable.
 *
 * @param name of the field
 * @param asked whether its value is another than its default
 */
record UnservedField(String name, Predicate<Object> asked) {
  private static final List<UnservedField> ALL =
      List.of(
          object("mirror"),
          object("subject_transform"),
          object("consumer_limits"),
          flag("mirror_direct"),
          flag("sealed"),
          flag("no_ack"),
          flag("discard_new_per_subject"),
          flag("allow_msg_counter"),
          flag("allow_msg_schedules"),
          flag("allow_batched"),
          above("max_msgs", 0),
          above("max_consumers", 0),
          above("first_seq", 1),
          new UnservedField(
              "persist_mode", value -> !value.equals("") && !value.equals("default")));

  /**
   * Refuses a configuration that asks for any of them.
   *
   * @throws ApiError 10052, naming the field
   */
  static void refuseIn(RequestBody config) {
    for (UnservedField field : ALL) {
      Object value = config.raw(field.name());
      if (value != null && field.asked().test(value)) {
        throw ApiError.invalidConfig(reason(field.name()));
      }
    }
  }

  private static String reason(String field) {
    return field.equals("mirror_direct")
        ? "stream has no mirror but does have mirror direct"
        : "'" + field + "' is not supported: leave it out";
  }

  private static UnservedField object(String name) {
    return new UnservedField(
        name,
        value ->
            !(value instanceof List<?> list && list.isEmpty())
                && !(value instanceof Map<?, ?> map && map.isEmpty()));
  }

  private static UnservedField flag(String name) {
    return new UnservedField(name, value -> !value.equals(false));
  }

  private static UnservedField above(String name, long usual) {
    return new UnservedField(
        name,
        value -> !(value instanceof Integer || value instanceof Long) || number(value) > usual);
  }

  private static long number(Object value) {
    return ((Number) value).longValue();
  }
}
