package io.holdfast.net.jetstream;

import com.fasterxml.jackson.jr.ob.JSON;
import io.holdfast.kv.Bytes;
import io.holdfast.kv.Headers;
import io.holdfast.net.connection.Reply;
import io.holdfast.net.connection.Request;
import io.holdfast.net.connection.RequestService;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers {@code $JS.API} requests with JSON; each gets an answer, an error at worst. Thread-safe:
 * the table of verbs does not change after it is built.
 */
final class ApiService implements RequestService {
  /** The JetStream API level whose behaviour we provide. */
  static final int API_LEVEL = 2;

  private static final Logger log = LoggerFactory.getLogger(ApiService.class);
  private static final String PREFIX = "$JS.API.";
  private static final String TYPE_PREFIX = "io.nats.jetstream.api.v1.";
  private static final String REQUIRED_LEVEL = "Nats-Required-Api-Level";

  private record Route(String verb, String type, ApiVerb action) {
    boolean matches(String rest) {
      return rest.startsWith(verb)
          && (rest.length() == verb.length() || rest.charAt(verb.length()) == '.');
    }

    String arguments(String rest) {
      return rest.length() == verb.length() ? "" : rest.substring(verb.length() + 1);
    }
  }

  private final List<Route> routes = new ArrayList<>();
  private final ApiCounts counts;

  ApiService(ApiCounts counts) {
    this.counts = counts;
  }

  /**
   * Adds a verb, such as {@code STREAM.INFO}, and the name of its responses; done before the first
   * request.
   */
  ApiService route(String verb, String type, ApiVerb action) {
    routes.add(new Route(verb, type, action));
    return this;
  }

  @Override
  public boolean handles(String subject) {
    return subject.startsWith(PREFIX);
  }

  @Override
  public void handle(Request request, Reply reply) {
    String rest = request.subject().substring(PREFIX.length());
    Route route = routeOf(rest);
    counts.request();
    if (route == null) {
      counts.error();
      reply.send(error(UnservedVerb.typeOf(rest), UnservedVerb.errorOf(rest)));
      return;
    }
    CompletionStage<Map<String, Object>> answer;
    try {
      if (wantsHigherLevel(request.headers())) {
        throw ApiError.apiLevel();
      }
      answer = route.action().answer(new ApiRequest(route.arguments(rest), request.payload()));
    } catch (RuntimeException e) {
      fail(route, reply, e);
      return;
    }
    answer.whenComplete(
        (fields, failure) -> {
          if (failure != null) {
            fail(route, reply, failure);
            return;
          }
          try {
            reply.send(response(route.type(), fields));
          } catch (RuntimeException e) {
            // Nobody hears of what is thrown here, and the requester would wait for nothing.
            log.error("API request {} was carried out but cannot be answered", route.verb(), e);
            fail(route, reply, e);
          }
        });
  }

  private @Nullable Route routeOf(String rest) {
    for (Route route : routes) {
      if (route.matches(rest)) {
        return route;
      }
    }
    return null;
  }

  private void fail(Route route, Reply reply, Throwable failure) {
    counts.error();
    ApiError error = ApiError.of(failure);
    if (error.errCode() == 10008) {
      log.warn("API request {} failed: {}", route.verb(), error.description());
    }
    reply.send(error(route.type(), error));
  }

  /** Whether a request asks for an API level above ours, or for one that is no number. */
  static boolean wantsHigherLevel(Headers headers) {
    if (headers.isEmpty()) {
      return false;
    }
    String level = headers.first(REQUIRED_LEVEL).orElse("0");
    OptionalLong number = PublishHeaders.number(level);
    return number.isEmpty() || number.getAsLong() > API_LEVEL;
  }

  private static Bytes error(String type, ApiError error) {
    return response(type, Map.of("error", error.json()));
  }

  private static Bytes response(String type, Map<String, Object> fields) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("type", TYPE_PREFIX + type);
    json.putAll(fields);
    try {
      return Bytes.wrap(JSON.std.asBytes(json));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write a response of type " + type, e);
    }
  }
}
