package io.holdfast.net.extension;

import io.holdfast.kv.Bytes;
import io.holdfast.kv.Names;
import io.holdfast.net.json.JsonBody;
import io.holdfast.net.json.JsonFields;
import java.util.List;

/**
 * The body of a {@code LIST} request. Immutable.
 *
 * @param filters keys or patterns of keys; at least one
 * @param values whether values are wanted
 * @param history whether everything kept is wanted, markers included; else only the newest live
 *     entries
 */
public record ListRequest(List<String> filters, boolean values, boolean history) {
  /** Copies and checks the filters; none given means every key. */
  public ListRequest {
    filters = filters.isEmpty() ? List.of(">") : List.copyOf(filters);
    filters.forEach(Names::checkFilter);
  }

  /** The JSON body. */
  public Bytes toBody() {
    return JsonBody.of(
        body ->
            body.number("v", Version.CURRENT)
                .texts("filters", filters)
                .flag("values", values)
                .optionalFlag("history", history));
  }

  /** Reads a body whose version has been checked. */
  public static ListRequest read(JsonFields fields) {
    return new ListRequest(fields.texts("filters"), fields.flag("values"), fields.flag("history"));
  }
}
