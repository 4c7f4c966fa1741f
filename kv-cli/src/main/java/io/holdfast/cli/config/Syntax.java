package io.holdfast.cli.config;

import io.holdfast.kv.InvalidArgumentException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Reads the syntax of NATS server's configuration, which includes JSON: {@code key: value}, {@code
 * key = value} or {@code key value}; sections in braces, lists in brackets; comments from {@code #}
 * or {@code //}; {@code include FILE}; {@code $NAME} from the environment. For one thread, and one
 * text.
 */
final class Syntax {
  private static final int DEEPEST = 16;
  private static final String INCLUDE = "include";

  private final Path file;
  private final String text;
  private final UnaryOperator<@Nullable String> environment;
  private final int depth;
  private int at;
  private int line = 1;
  private int nesting;

  private Syntax(Path file, String text, UnaryOperator<@Nullable String> environment, int depth) {
    this.file = file;
    this.text = text;
    this.environment = environment;
    this.depth = depth;
  }

  /**
   * Reads {@code file} and what it includes.
   *
   * @param environment the value of a variable, or null
   * @throws InvalidArgumentException naming file and line, when the syntax is wrong
   * @throws IOException when a file cannot be read
   */
  static Node.Section read(Path file, UnaryOperator<@Nullable String> environment)
      throws IOException {
    return read(file, environment, 0);
  }

  private static Node.Section read(
      Path file, UnaryOperator<@Nullable String> environment, int depth) throws IOException {
    return new Syntax(file, ConfigFiles.read(file), environment, depth).all();
  }

  private Node.Section all() throws IOException {
    skipBlank();
    Place begin = here();
    if (peek() == '{') {
      Node.Section whole = section();
      skipBlank();
      if (!atEnd()) {
        throw here().wrong("something follows the '}' that ends the file's section: remove it");
      }
      return whole;
    }
    return entries(begin, false);
  }

  private Node.Section section() throws IOException {
    Place begin = here();
    deeper(begin);
    at++;
    Node.Section section = entries(begin, true);
    nesting--;
    return section;
  }

  private void deeper(Place where) {
    if (++nesting + depth > DEEPEST) {
      throw where.wrong(
          "sections and lists are nested more than " + DEEPEST + " deep: remove some");
    }
  }

  private Node.Section entries(Place begin, boolean braced) throws IOException {
    var entries = new LinkedHashMap<String, Node>();
    while (true) {
      skipBlank();
      if (atEnd()) {
        if (braced) {
          throw begin.wrong("the '{' here has no '}' that ends it: add one");
        }
        return new Node.Section(begin, entries);
      }
      if (peek() == '}') {
        if (!braced) {
          throw here().wrong("'}' without a '{' before it: remove it");
        }
        at++;
        return new Node.Section(begin, entries);
      }
      entry(entries);
    }
  }

  private void entry(Map<String, Node> entries) throws IOException {
    Place where = here();
    boolean bare = peek() != '"' && peek() != '\'';
    String key = key();
    if (bare && key.equals(INCLUDE)) {
      include(where, entries);
    } else {
      beginValue(key);
      put(entries, key, value(key));
    }
    endValue(key);
  }

  private void include(Place where, Map<String, Node> entries) throws IOException {
    beginValue(INCLUDE);
    if (!(value(INCLUDE) instanceof Node.Text name)) {
      throw where.wrong("include needs the name of a file: write include \"users.conf\"");
    }
    if (depth + 1 > DEEPEST) {
      throw where.wrong(
          "files include each other more than " + DEEPEST + " deep: break the circle");
    }
    Node.Section included = read(ConfigFiles.beside(file, name.text()), environment, depth + 1);
    included.entries().forEach((key, node) -> put(entries, key, node));
  }

  private static void put(Map<String, Node> entries, String key, Node value) {
    Node before = entries.putIfAbsent(key, value);
    if (before != null) {
      throw value
          .place()
          .wrong(
              "key '"
                  + key
                  + "' is there twice, first at "
                  + before.place()
                  + ": remove one of them");
    }
  }

  private String key() {
    char first = peek();
    if (first == '"' || first == '\'') {
      return quoted("a key");
    }
    int begin = at;
    while (!atEnd() && ":={}[],;\"'".indexOf(peek()) < 0 && !Character.isWhitespace(peek())) {
      at++;
    }
    if (begin == at) {
      throw here().wrong("'" + first + "' stands where a key should: write key: value");
    }
    return text.substring(begin, at);
  }

  /** Only a section or a list may begin on a later line than its key. */
  private void beginValue(String key) {
    Place where = here();
    skipSpaces();
    if (!atEnd() && (peek() == ':' || peek() == '=')) {
      at++;
      skipSpaces();
    }
    boolean sameLine = !atEnd() && !endsLine();
    if (!sameLine) {
      skipBlank();
    }
    if (atEnd() || (!sameLine && peek() != '{' && peek() != '[') || ",;}]".indexOf(peek()) >= 0) {
      throw where.wrong("key '" + key + "' has no value: write " + key + ": VALUE");
    }
  }

  private void endValue(String key) {
    skipSpaces();
    if (!atEnd() && !endsLine() && ",;}]".indexOf(peek()) < 0) {
      throw here()
          .wrong(
              "something follows the value of '"
                  + key
                  + "' on its line: put a value with blanks in"
                  + " quotes, and a key on a line of its own");
    }
  }

  private Node value(String key) throws IOException {
    Place where = here();
    return switch (peek()) {
      case '{' -> section();
      case '[' -> list(key);
      case '"', '\'' -> new Node.Text(where, quoted("the value of '" + key + "'"));
      default -> new Node.Text(where, bare(key));
    };
  }

  private Node.Items list(String key) throws IOException {
    Place begin = here();
    deeper(begin);
    at++;
    var items = new ArrayList<Node>();
    while (true) {
      skipBlank();
      if (atEnd()) {
        throw begin.wrong("the '[' here has no ']' that ends it: add one");
      }
      if (peek() == ']') {
        at++;
        nesting--;
        return new Node.Items(begin, items);
      }
      if (peek() == '}') {
        throw here()
            .wrong("'}' within the list that begins at line " + begin.line() + ": end it by ']'");
      }
      items.add(value(key));
      endValue(key);
    }
  }

  private String bare(String key) {
    Place where = here();
    int begin = at;
    while (!atEnd() && ",;]}\"'{[".indexOf(peek()) < 0 && !Character.isWhitespace(peek())) {
      at++;
    }
    String word = text.substring(begin, at);
    if (word.isEmpty()) {
      throw where.wrong("the value of '" + key + "' is none: put it in quotes");
    }
    // A bcrypt hash begins with $2 and is no variable.
    return word.startsWith("$") && !word.startsWith("$2")
        ? variable(where, word.substring(1))
        : word;
  }

  private String variable(Place where, String name) {
    String value = environment.apply(name);
    if (value == null) {
      throw where.wrong(
          "the environment has no variable '"
              + name
              + "': set it, or put a value that begins with"
              + " '$' in quotes");
    }
    return value;
  }

  private String quoted(String what) {
    Place begin = here();
    char quote = text.charAt(at++);
    var value = new StringBuilder();
    while (!atEnd() && peek() != quote && peek() != '\n') {
      char next = text.charAt(at++);
      value.append(next == '\\' && quote == '"' ? escaped(begin, what) : next);
    }
    if (atEnd() || peek() != quote) {
      throw begin.wrong(what + " has no " + quote + " at its end: add one on the same line");
    }
    at++;
    return value.toString();
  }

  private char escaped(Place where, String what) {
    char kind = atEnd() ? '\n' : text.charAt(at++);
    return switch (kind) {
      case '"', '\\', '/' -> kind;
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      case 'u' -> unicode(where, what);
      default ->
          throw where.wrong(
              what
                  + " has a '\\' before something else than \" \\ / n r t u: write \\\\ for one, or"
                  + " use single quotes");
    };
  }

  private char unicode(Place where, String what) {
    int end = Math.min(text.length(), at + 4);
    String digits = text.substring(at, end);
    if (!digits.matches("\\p{XDigit}{4}")) {
      throw where.wrong(what + " has a \\u without four hexadecimal digits after it");
    }
    at = end;
    return (char) Integer.parseInt(digits.toLowerCase(Locale.ROOT), 16);
  }

  private Place here() {
    return new Place(file, line);
  }

  private boolean atEnd() {
    return at >= text.length();
  }

  private char peek() {
    return atEnd() ? '\0' : text.charAt(at);
  }

  private boolean endsLine() {
    return peek() == '\n' || peek() == '#' || text.startsWith("//", at);
  }

  private void skipSpaces() {
    while (!atEnd() && peek() != '\n' && Character.isWhitespace(peek())) {
      at++;
    }
  }

  /** Everything that separates: blanks, line ends, commas, semicolons, comments. */
  private void skipBlank() {
    while (!atEnd()) {
      if (peek() == '#' || text.startsWith("//", at)) {
        int end = text.indexOf('\n', at);
        at = end < 0 ? text.length() : end;
      } else if (Character.isWhitespace(peek()) || peek() == ',' || peek() == ';') {
        line += peek() == '\n' ? 1 : 0;
        at++;
      } else {
        return;
      }
    }
  }
}
