package io.holdfast.net.jetstream;

import io.holdfast.net.server.RawClient;
import io.holdfast.net.server.ServedStore;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * A conversation with the server, as text. {@code >} begins a line that a client sends, {@code <}
 * one that it must receive, {@code #} a comment; a digit before the arrow tells several clients
 * apart. Consecutive lines of one client are sent at once. What differs from run to run shows as
 * {@code <time>}, {@code <ns>} and {@code <id>}, and the sizes of what contains it as {@code ?}.
 */
final class Conversation {
  private static final Pattern TIME =
      Pattern.compile("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d+)?Z");
  private static final Pattern NANOS = Pattern.compile("(\\$JS\\.ACK(?:\\.[^.]+){5})\\.\\d{19}\\.");
  private static final Pattern FLOW = Pattern.compile("(\\$JS\\.FC\\.[^.]+\\.[^.]+)\\.\\w{4}");

  private final List<String> script;
  private final ServedStore served;
  private final Map<Character, RawClient> clients = new TreeMap<>();

  Conversation(List<String> script, ServedStore served) {
    this.script = script;
    this.served = served;
  }

  /** The script with what was really received in the place of what should be. */
  List<String> replay() throws IOException {
    var actual = new ArrayList<String>();
    var toSend = new StringBuilder();
    char sender = '1';
    for (int i = 0; i < script.size(); i++) {
      String line = script.get(i);
      char client = line.length() > 1 && Character.isDigit(line.charAt(0)) ? line.charAt(0) : '1';
      String rest =
          line.length() > 1 && Character.isDigit(line.charAt(0)) ? line.substring(1) : line;
      if (rest.startsWith(">")) {
        actual.add(line);
        sender = client;
        toSend.append(rest.length() > 1 ? rest.substring(2) : "").append("\r\n");
        boolean more =
            i + 1 < script.size()
                && script.get(i + 1).startsWith(line.substring(0, line.indexOf('>') + 1));
        if (!more) {
          client(sender).send(toSend.toString());
          toSend.setLength(0);
        }
      } else if (rest.startsWith("<")) {
        int expected = 1;
        while (i + 1 < script.size() && isReceived(script.get(i + 1), client)) {
          i++;
          expected++;
        }
        receive(client, expected, actual);
      } else {
        actual.add(line);
      }
    }
    finish(actual);
    return actual;
  }

  private static boolean isReceived(String line, char client) {
    return client == '1'
        ? line.startsWith("<") || line.startsWith("1<")
        : line.startsWith(client + "<");
  }

  private void receive(char client, int lines, List<String> actual) throws IOException {
    int end = actual.size() + lines;
    while (actual.size() < end) {
      List<String> frame = frame(client(client));
      for (String line : frame) {
        actual.add(prefix(client) + (line.isEmpty() ? "" : " " + line));
      }
    }
  }

  private static String prefix(char client) {
    return client == '1' ? "<" : client + "<";
  }

  /** Nothing may be left over: the next thing each client hears is the answer to a ping. */
  private void finish(List<String> actual) throws IOException {
    for (Map.Entry<Character, RawClient> client : clients.entrySet()) {
      if (actual.contains(prefix(client.getKey()) + " <closed>")) {
        continue;
      }
      client.getValue().send("PING\r\n");
      for (String line = frame(client.getValue()).get(0);
          !line.equals("PONG");
          line = frame(client.getValue()).get(0)) {
        actual.add(prefix(client.getKey()) + " unexpected: " + line);
        if (line.equals("<closed>")) {
          break;
        }
      }
    }
  }

  private RawClient client(char name) throws IOException {
    RawClient client = clients.get(name);
    if (client == null) {
      client = served.raw();
      clients.put(name, client);
    }
    return client;
  }

  private static List<String> frame(RawClient client) throws IOException {
    String line;
    try {
      line = client.line();
    } catch (SocketTimeoutException e) {
      return List.of("<nothing>");
    }
    if (!line.startsWith("MSG ") && !line.startsWith("HMSG ")) {
      return List.of(line);
    }
    RawClient.Received message = client.message(line);
    String content = message.headers() + message.payload();
    String shown = TIME.matcher(content).replaceAll("<time>");
    String control = FLOW.matcher(NANOS.matcher(line).replaceAll("$1.<ns>.")).replaceAll("$1.<id>");
    if (!shown.equals(content)) {
      control = control.replaceAll(line.startsWith("H") ? " \\d+ \\d+$" : " \\d+$", " ?");
    }
    var lines = new ArrayList<String>();
    lines.add(control);
    lines.addAll(List.of(shown.split("\r\n", -1)));
    return lines;
  }
}
