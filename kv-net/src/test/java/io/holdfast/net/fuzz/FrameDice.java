package io.holdfast.net.fuzz;

import io.holdfast.kv.Bytes;
import io.holdfast.net.protocol.ClientFrame;
import io.holdfast.net.protocol.Message;
import java.io.ByteArrayOutputStream;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Makes frames of a client that are right, in every spelling that is. Stateless. */
public final class FrameDice {
  private static final String SUBJECT_CHARACTERS = "abcKV_$.*>09-";

  private FrameDice() {}

  /** A frame and how it is spelled. */
  public record Spelled(Bytes bytes, ClientFrame frame) {}

  /** Any frame but {@code CONNECT}; {@code publication} is taken when it publishes. */
  public static Spelled any(Dice dice, Publication publication) {
    return switch (dice.below(10)) {
      case 0 -> line(dice, "PING", "", new ClientFrame.Ping());
      case 1 -> line(dice, "PONG", "", new ClientFrame.Pong());
      case 2, 3 -> subscribe(dice);
      case 4 -> unsubscribe(dice);
      default -> publish(dice, publication, dice.oneIn(2) ? "_R." + dice.below(20) : null);
    };
  }

  /** A {@code CONNECT} with these fields or some of them. */
  public static Spelled connect(Dice dice) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("verbose", dice.oneIn(4));
    fields.put("pedantic", dice.oneIn(4));
    fields.put("echo", dice.oneIn(2));
    fields.put("headers", true);
    fields.put("no_responders", dice.oneIn(2));
    fields.put("protocol", dice.below(2));
    fields.put("lang", "java");
    fields.keySet().removeIf(name -> !name.equals("headers") && dice.oneIn(6));
    String json = text(fields);
    return line(dice, "CONNECT", json, new ClientFrame.Connect(Bytes.utf8(json)));
  }

  private static String text(Map<String, Object> fields) {
    var text = new StringBuilder();
    fields.forEach(
        (name, value) ->
            text.append(text.isEmpty() ? "{\"" : ",\"")
                .append(name)
                .append("\":")
                .append(value instanceof String ? "\"" + value + "\"" : value));
    return text.append('}').toString();
  }

  private static Spelled subscribe(Dice dice) {
    String pattern = subject(dice);
    String queue = dice.oneIn(4) ? "q" + dice.below(3) : null;
    String sid = "" + dice.below(12);
    String arguments =
        pattern + blank(dice) + (queue == null ? "" : queue + blank(dice)) + sid + ending(dice);
    return line(dice, "SUB", arguments, new ClientFrame.Subscribe(pattern, queue, sid));
  }

  private static Spelled unsubscribe(Dice dice) {
    String sid = "" + dice.below(12);
    long max = dice.oneIn(2) ? dice.below(5) : 0;
    String arguments = sid + (max == 0 ? ending(dice) : blank(dice) + max);
    return line(dice, "UNSUB", arguments, new ClientFrame.Unsubscribe(sid, max));
  }

  /** A {@code PUB}, or an {@code HPUB} when there are headers, or sometimes without any. */
  public static Spelled publish(Dice dice, Publication publication, @Nullable String replyTo) {
    Bytes headers = publication.headerBlock();
    Bytes body = publication.body();
    boolean withHeaders = headers.length() > 0 || dice.oneIn(5);
    String sizes =
        (withHeaders ? headers.length() + blank(dice) : "") + (headers.length() + body.length());
    String arguments =
        publication.subject()
            + blank(dice)
            + (replyTo == null ? "" : replyTo + blank(dice))
            + sizes
            + ending(dice);
    var message = new Message(publication.subject(), replyTo, headers, body);
    Spelled head =
        line(
            dice,
            withHeaders ? "HPUB" : "PUB",
            arguments,
            new ClientFrame.Publish(message, withHeaders));
    var bytes = new ByteArrayOutputStream();
    bytes.writeBytes(head.bytes().toArray());
    bytes.writeBytes(headers.toArray());
    bytes.writeBytes(body.toArray());
    bytes.writeBytes(new byte[] {'\r', '\n'});
    return new Spelled(Bytes.wrap(bytes.toByteArray()), head.frame());
  }

  /** A subject or pattern, mostly a legal one. */
  public static String subject(Dice dice) {
    return switch (dice.below(5)) {
      case 0 -> dice.of(">", "*", "_R.>", "_R.*", "a.*.c", "$KV.>", "_D.>");
      case 1 -> "s" + dice.text(30, SUBJECT_CHARACTERS);
      default -> dice.of("_R.", "_D.", "news.") + dice.below(20);
    };
  }

  private static Spelled line(Dice dice, String verb, String arguments, ClientFrame frame) {
    var spelled = new StringBuilder();
    verb.chars().forEach(c -> spelled.append((char) (dice.oneIn(10) ? c | 0x20 : c)));
    if (!arguments.isEmpty()) {
      spelled.append(blank(dice)).append(arguments);
    }
    spelled.append(dice.oneIn(12) ? "\n" : "\r\n");
    return new Spelled(Bytes.utf8(spelled.toString()), frame);
  }

  private static String blank(Dice dice) {
    return dice.oneIn(10) ? dice.of("  ", "\t", " \t ") : " ";
  }

  private static String ending(Dice dice) {
    return dice.oneIn(10) ? " " : "";
  }
}
