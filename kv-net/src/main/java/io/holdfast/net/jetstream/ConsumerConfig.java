package io.holdfast.net.jetstream;

import io.holdfast.kv.InvalidArgumentException;
import io.holdfast.kv.Names;
import io.holdfast.net.protocol.Subjects;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a consumer is to be like. Immutable; made by {@link #read}.
 *
 * @param name its name
 * @param deliverSubject where messages go; a literal subject; empty: to those who ask for them
 * @param deliverPolicy where it starts, in JetStream's words
 * @param startSequence for {@code by_start_sequence}; 0: none
 * @param startTime for {@code by_start_time}; empty: none
 * @param filters subjects or patterns; empty: everything
 * @param headersOnly whether bodies are left out
 * @param flowControl whether the client confirms what it has processed
 * @param heartbeat silence after which a heartbeat is sent; zero: none are
 * @param inactiveThreshold how long it lives without interest
 * @param acks what is expected back
 * @param pull what may be asked for, where nothing is pushed
 * @param inMemory whether it ends with the server
 * @param echo the filled-in configuration, as responses carry it
 */
record ConsumerConfig(
    String name,
    String deliverSubject,
    String deliverPolicy,
    long startSequence,
    String startTime,
    List<String> filters,
    boolean headersOnly,
    boolean flowControl,
    Duration heartbeat,
    Duration inactiveThreshold,
    AckRules acks,
    PullLimits pull,
    boolean inMemory,
    ConsumerEcho echo) {
  static final String LAST_PER_SUBJECT = "last_per_subject";
  static final String BY_START_SEQUENCE = "by_start_sequence";
  static final String BY_START_TIME = "by_start_time";

  /** Each is compared with each other one, on an event loop. */
  private static final int MOST_FILTERS = 512;

  private static final Duration DEFAULT_INACTIVITY = Duration.ofSeconds(5);
  private static final Duration SHORTEST_HEARTBEAT = Duration.ofMillis(100);
  private static final List<String> ECHOED =
      List.of(
          "description",
          "flow_control",
          "headers_only",
          "idle_heartbeat",
          "mem_storage",
          "metadata",
          "backoff",
          "max_batch",
          "max_expires",
          "max_bytes");
  private static final List<String> POLICIES =
      List.of("all", "last", "new", LAST_PER_SUBJECT, BY_START_SEQUENCE, BY_START_TIME);

  /**
   * Reads the {@code config} of a create request.
   *
   * @param name from subject or body, or generated
   * @throws ApiError when there can be no such consumer here
   */
  static ConsumerConfig read(StreamName stream, String name, RequestBody config) {
    refuseUnsupported(config);
    checkTypes(config);
    String deliverSubject = config.text("deliver_subject");
    if (deliverSubject.isEmpty()) {
      refuseForPull(config);
    } else {
      checkDeliverSubject(stream, deliverSubject);
    }
    List<String> filters = filters(config);
    String policy = policy(config, filters);
    Duration heartbeat = Duration.ofNanos(Math.max(0, config.number("idle_heartbeat", 0)));
    if (!heartbeat.isZero() && heartbeat.compareTo(SHORTEST_HEARTBEAT) < 0) {
      throw new ApiError(400, 10083, "consumer idle heartbeat needs to be >= 100ms");
    }
    if (config.flag("flow_control") && heartbeat.isZero()) {
      throw new ApiError(400, 10108, "consumer with flow control also needs heartbeats");
    }
    long threshold = config.number("inactive_threshold", 0);
    Duration inactive = threshold <= 0 ? DEFAULT_INACTIVITY : Duration.ofNanos(threshold);
    AckRules acks = AckRules.read(config);
    PullLimits pull = PullLimits.read(config);
    return new ConsumerConfig(
        name,
        deliverSubject,
        policy,
        config.number("opt_start_seq", 0),
        config.text("opt_start_time"),
        filters,
        config.flag("headers_only"),
        config.flag("flow_control"),
        heartbeat,
        inactive,
        acks,
        pull,
        config.flag("mem_storage"),
        ConsumerEcho.of(echo(name, policy, inactive, acks, pull, config)));
  }

  private static void refuseUnsupported(RequestBody config) {
    if (!config.text("durable_name").isEmpty()) {
      throw ApiError.consumerRefused(
          "durable consumers are not supported here, since a consumer ends with the server it was"
              + " made on; leave durable_name out, and name it by 'name'");
    }
    if (!config.text("deliver_group").isEmpty()) {
      throw ApiError.consumerRefused(
          "deliver groups are not supported here; leave deliver_group out");
    }
    String replay = config.text("replay_policy");
    if (!replay.isEmpty() && !replay.equals("instant")) {
      throw ApiError.consumerRefused(
          "replay policy '" + replay + "' is not supported here, only 'instant' is");
    }
    if (config.raw("priority_groups") instanceof List<?> groups && !groups.isEmpty()) {
      throw ApiError.consumerRefused(
          "priority groups are not supported here; leave priority_groups out");
    }
    if (config.number("num_replicas", 0) > 1) {
      throw new ApiError(500, 10074, "replicas > 1 not supported in non-clustered mode");
    }
  }

  /** What is only echoed must be of its type, too: an answer of any shape might not be readable. */
  private static void checkTypes(RequestBody config) {
    config.text("description");
    config.flag("mem_storage");
    config.namesAndTexts("metadata");
  }

  private static void refuseForPull(RequestBody config) {
    if (config.number("idle_heartbeat", 0) > 0) {
      throw new ApiError(400, 10088, "consumer idle heartbeat requires a push based consumer");
    }
    if (config.flag("flow_control")) {
      throw new ApiError(400, 10089, "consumer flow control requires a push based consumer");
    }
  }

  private static void checkDeliverSubject(StreamName stream, String subject) {
    if (!Subjects.isPattern(subject)) {
      throw new ApiError(400, 10112, "invalid push consumer deliver subject");
    }
    if (!Subjects.isLiteral(subject)) {
      throw new ApiError(400, 10079, "consumer deliver subject has wildcards");
    }
    if (Subjects.matches(stream.subjects(), subject)) {
      throw new ApiError(400, 10081, "consumer deliver subject forms a cycle");
    }
  }

  private static List<String> filters(RequestBody config) {
    String single = config.text("filter_subject");
    List<String> several = config.texts("filter_subjects");
    if (!single.isEmpty() && !several.isEmpty()) {
      throw new ApiError(
          400, 10136, "consumer cannot have both FilterSubject and FilterSubjects specified");
    }
    List<String> filters = single.isEmpty() ? several : List.of(single);
    if (filters.size() > MOST_FILTERS) {
      throw ApiError.invalidConfig(
          "consumer has "
              + filters.size()
              + " filter subjects, expected at most "
              + MOST_FILTERS
              + ": use wildcards, or several consumers");
    }
    for (int i = 0; i < filters.size(); i++) {
      String filter = filters.get(i);
      if (filter.isEmpty()) {
        throw new ApiError(400, 10139, "consumer filter in FilterSubjects cannot be empty");
      }
      if (!Subjects.isPattern(filter)) {
        throw ApiError.invalidConfig("consumer filter '" + filter + "' is not a valid subject");
      }
      for (String earlier : filters.subList(0, i)) {
        if (Subjects.overlap(earlier, filter)) {
          throw new ApiError(400, 10138, "consumer subject filters cannot overlap");
        }
      }
    }
    return filters;
  }

  private static String policy(RequestBody config, List<String> filters) {
    String policy = config.text("deliver_policy").isEmpty() ? "all" : config.text("deliver_policy");
    if (!POLICIES.contains(policy)) {
      throw ApiError.invalidJson("unknown deliver_policy '" + policy + "'");
    }
    String words = "consumer delivery policy is deliver " + policy.replace('_', ' ');
    if (policy.equals(LAST_PER_SUBJECT) && filters.isEmpty()) {
      throw new ApiError(400, 10094, words + ", but optional filter subject is not set");
    }
    boolean sequence = config.number("opt_start_seq", 0) > 0;
    boolean time = config.has("opt_start_time");
    if (policy.equals(BY_START_SEQUENCE) != sequence) {
      throw new ApiError(
          400,
          10094,
          words + ", but optional start sequence is " + (sequence ? "also set" : "not set"));
    }
    if (policy.equals(BY_START_TIME) != time) {
      throw new ApiError(
          400, 10094, words + ", but optional start time is " + (time ? "also set" : "not set"));
    }
    return policy;
  }

  private static Map<String, Object> echo(
      String name,
      String policy,
      Duration inactive,
      AckRules acks,
      PullLimits pull,
      RequestBody config) {
    Map<String, Object> echo = new LinkedHashMap<>();
    echo.put("name", name);
    copy("deliver_subject", config, echo);
    echo.put("deliver_policy", policy);
    copy("opt_start_seq", config, echo);
    copy("opt_start_time", config, echo);
    echo.put("ack_policy", acks.policy().wireName());
    if (acks.policy() == AckPolicy.NONE) {
      copy("ack_wait", config, echo);
    } else {
      echo.put("ack_wait", acks.ackWait().toNanos());
      echo.put("max_ack_pending", acks.maxPending());
    }
    echo.put("max_deliver", acks.maxDeliver());
    copy("filter_subject", config, echo);
    copy("filter_subjects", config, echo);
    echo.put("replay_policy", "instant");
    if (config.text("deliver_subject").isEmpty()) {
      echo.put("max_waiting", pull.maxWaiting());
    }
    echo.put("inactive_threshold", inactive.toNanos());
    echo.put("num_replicas", config.number("num_replicas", 0));
    ECHOED.forEach(field -> copy(field, config, echo));
    return echo;
  }

  private static void copy(String field, RequestBody from, Map<String, Object> to) {
    Object value = from.raw(field);
    if (value != null && !Boolean.FALSE.equals(value) && !"".equals(value)) {
      to.put(field, value);
    }
  }

  /** Whether messages go to those who ask for them. */
  boolean isPull() {
    return deliverSubject.isEmpty();
  }

  /** The filters as filters of keys; empty when no key can match. */
  List<String> keyFilters(StreamName stream) {
    if (filters.isEmpty()) {
      return List.of(">");
    }
    var keys = new ArrayList<String>();
    for (String filter : filters) {
      String key = stream.keyFilter(filter);
      if (key != null && isKeyFilter(key)) {
        keys.add(key);
      }
    }
    return keys;
  }

  /** A filter that no key can match, by its length say, is as good as none. */
  private static boolean isKeyFilter(String filter) {
    try {
      Names.checkFilter(filter);
      return true;
    } catch (InvalidArgumentException e) {
      return false;
    }
  }
}
