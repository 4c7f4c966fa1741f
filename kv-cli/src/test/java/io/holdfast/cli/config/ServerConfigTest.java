package io.holdfast.cli.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.holdfast.kv.InvalidArgumentException;
import io.holdfast.net.access.AccessRules;
import io.holdfast.net.server.ServerOptions;
import io.holdfast.net.tls.TlsOptions;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a configuration file may say, and what is said about one that is wrong. */
class ServerConfigTest {
  private static final String HASH = "$2a$04$......................5K7rF0sZ8uG9mC1bV2nX3oL4pQ6wE0i";

  @TempDir Path folder = Path.of("");

  private ServerConfig read(String text) throws IOException {
    return ServerConfig.read(
        Files.writeString(folder.resolve("h.conf"), text), Map.of("TOKEN", "from-outside")::get);
  }

  @Test
  void shouldReadWhatNatsOperatorsWrite() throws IOException {
    ServerConfig config =
        read(
            """
            # a comment
            listen: 0.0.0.0:4333
            http: "127.0.0.1:8333" // another
            server_name = east
            jetstream { store_dir: data }
            max_payload: 2MB, max_connections 100; ping_interval: "30s"
            write_deadline 2.5
            tls {
              cert_file: "cert.pem"
              key_file: /keys/key.pem
              ca_file: ca.pem
              verify: true
              timeout: 0.5
            }
            authorization
            {
              users = [
                {user: a, password: "secret"}
              ]
            }
            """);

    ServerConfig.Settings settings = config.settings();
    assertEquals("0.0.0.0", settings.host());
    assertEquals(4333, settings.port());
    assertEquals("127.0.0.1", settings.httpHost());
    assertEquals(8333, settings.httpPort());
    assertEquals(folder.resolve("data"), settings.data());
    var options = ServerOptions.builder();
    settings.limit(options);
    assertEquals("east", options.build().serverName());
    assertEquals(2 << 20, options.build().maxPayload());
    assertEquals(100, options.build().maxConnections());
    assertEquals(Duration.ofSeconds(30), options.build().pingInterval());
    assertEquals(Duration.ofMillis(2500), options.build().writeDeadline());
    TlsOptions tls = config.tls();
    assertNotNull(tls);
    assertEquals(folder.resolve("cert.pem"), tls.certificate());
    assertEquals(Path.of("/keys/key.pem"), tls.key());
    assertEquals(folder.resolve("ca.pem"), tls.authorities());
    assertEquals(Duration.ofMillis(500), tls.timeout());
    assertTrue(config.access().requireLogin());
  }

  @Test
  void shouldReadTheNodesOfACluster() throws IOException {
    ClusterKeys cluster =
        read("cluster { node: n2, nodes { n1: \"10.0.0.1:6222\", n2: \"db.local:6223\" } }")
            .settings()
            .cluster();

    assertEquals("n2", cluster.node());
    assertEquals(
        Map.of(
            "n1", InetSocketAddress.createUnresolved("10.0.0.1", 6222),
            "n2", InetSocketAddress.createUnresolved("db.local", 6223)),
        cluster.nodes());
  }

  @Test
  void shouldReadJsonToo() throws IOException {
    ServerConfig config =
        read("{\"port\": 4333,\n \"authorization\": {\"token\": \"s3\\u0063\"}}\n");

    assertEquals(4333, config.settings().port());
    assertTrue(config.access().requireLogin());
  }

  @Test
  void shouldSayNothingWhereTheFileSaysNothing() throws IOException {
    ServerConfig config = read("\n# only a comment");

    assertEquals(ServerConfig.NONE, config);
    assertNull(config.settings().host());
    assertFalse(config.access().requireLogin());
  }

  @Test
  void shouldTakeSecretsFromTheEnvironmentAndFromOtherFiles() throws IOException {
    Files.writeString(folder.resolve("users.conf"), "authorization { token: $TOKEN }");

    ServerConfig config = read("port: 1\ninclude users.conf\n");

    assertEquals(AccessRules.class, config.access().getClass());
    assertTrue(config.access().requireLogin());
  }

  @Test
  void shouldWarnOfASecretInClearThatEverybodyCanRead() throws IOException {
    String clear = "authorization { user: a, password: hunter2 }";
    Path file = Files.writeString(folder.resolve("h.conf"), clear);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
    String warning = ServerConfig.read(file).warnings().toString();
    assertTrue(warning.contains("h.conf has a password or token in clear"), warning);
    assertFalse(warning.contains("hunter2"), warning);

    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
    assertEquals(0, ServerConfig.read(file).warnings().size());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "port 70000 | 1: 'port' is '70000', expected a number from 0 to 65535",
        "~port: x | 2: 'port' is 'x', expected a number",
        "prot: 1 | 1: 'prot' is unknown; known here: listen, host, net, port,",
        "gateway { port: 1 } | 1: 'gateway' is known to NATS servers and not served here",
        "cluster { port: 1 } | 1: 'cluster.port' is unknown; known here: node, nodes",
        "cluster { nodes { n1: here } } | 1: 'cluster.nodes.n1': it is at 'here', expected HOST:PORT",
        "port: 1~port: 2 | 2: key 'port' is there twice, first at h.conf:1",
        "host: a~net: b | 2: 'net' means the same as a key before it",
        "listen: 1~port: 2 | 1: 'listen' says the same as host and port",
        "listen: ':1' | 1: 'listen' names no host before its ':'",
        "http { } | 1: 'http' is a section in braces, expected one value",
        "port: | 1: key 'port' has no value: write port: VALUE",
        "port~4222 | 1: key 'port' has no value",
        "host: a b | 1: something follows the value of 'host'",
        "jetstream { store_dir: x~ | 1: the '{' here has no '}' that ends it",
        "} | 1: '}' without a '{' before it",
        "host: 'a~b' | 1: the value of 'host' has no ' at its end",
        "host: $NOTHERE | 1: the environment has no variable 'NOTHERE'",
        "host: '' | 1: 'host' is empty",
        "max_payload: much | 1: 'max_payload' cannot be read: 'much' is not a size",
        "max_payload: 1 | 1: 'max_payload' is 1 bytes, expected 1024 to",
        "max_pending: 64k | 1: 'max_pending': server options: max pending bytes must be at least twice",
        "ping_interval: soon | 1: 'ping_interval' cannot be read: 'soon' is not a duration",
        "ping_interval: 1ms | 1: 'ping_interval' is 1ms, expected at least 10ms",
        "insecure: maybe | 1: 'insecure' is 'maybe', expected true or false",
        "log_level: loud | 1: 'log_level' is 'loud', expected debug, info, warn or error",
        "tls { key_file: k } | 1: 'tls.cert_file' is missing: name a file",
        "tls { cert_file: c, key_file: k, verify: true } | 1: 'tls.ca_file' is missing",
        "tls { cert_file: c, key_file: k, ca_file: a } | 1: 'tls.verify' is not true",
        "tls { cert_file: c, key_file: k, pinned: a } | 1: 'tls.pinned' is unknown",
        "allow_non_tls: true | 1: 'allow_non_tls' has no tls beside it",
        "tls: on | 1: 'tls' is a value, expected a section",
        "authorization { } | 1: 'authorization' needs exactly one of users",
        "authorization { token: t, user: u, password: p } | 1: 'authorization' needs exactly one",
        "authorization { users: [ ] } | 1: 'authorization': the list of users is empty",
        "authorization {~users [~{ user: a } ] } | 3: 'authorization.users[1].password' is missing: add one, as a hash",
        "authorization { users [ { password: p } ] } | 1: a user has neither 'user' nor 'nkey'",
        "authorization { users [ { nkey: UABC } ] } | 1: 'authorization.users[1].nkey': an nkey cannot be read",
        "authorization { user: a, password: '$2a$zz' } | 1: 'authorization.password': a password begins with '$2'",
        "authorization { users [ { user: a, password: p, buckets { b: rule } } ] } | 1: 'authorization.users[1].buckets.b' is 'rule', expected read, write or manage",
        "authorization { users [ { user: a, password: p, buckets { 'b.c': read } } ] } | bucket name 'b.c'",
        "authorization { users [ { user: a, password: p, permissions { publish: 'a..b' } } ] } | permission 'a..b' is no subject",
        "authorization { users [ { user: a, password: p, allow: x } ] } | 'authorization.users[1].allow' is unknown",
        "tls { cert_file: c, key_file: k, ca_file: a, verify_and_map: true } | 'tls.verify_and_map' needs users",
        "include h.conf | files include each other more than 16 deep",
      })
  void shouldNameFileLineAndKeyOfWhatIsWrong(String text, String wrong) {
    var refused = assertThrows(InvalidArgumentException.class, () -> read(text.replace('~', '\n')));

    String said = String.valueOf(refused.getMessage()).replace(folder + "/", "");
    assertTrue(said.startsWith("h.conf:") && said.contains(wrong), said);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "authorization { user: a, password: hunter2 and more }",
        "authorization { user: a, password: 'hunter2 }",
        "authorization { user: a, password: [ hunter2 ] }",
        "authorization { user: a, password: '$2a$hunter2' }",
        "authorization { user: a, token: hunter2, password: hunter2 }",
        "authorization { users [ { nkey: hunter2 } ] }",
      })
  @Tag("G43")
  void shouldNotRepeatASecret(String text) {
    var refused = assertThrows(InvalidArgumentException.class, () -> read(text));

    assertFalse(String.valueOf(refused.getMessage()).contains("hunter2"), refused.getMessage());
  }

  @Test
  void shouldTellAFileThatCannotBeReadFromOneThatIsWrong() throws IOException {
    assertThrows(NoSuchFileException.class, () -> ServerConfig.read(folder.resolve("none.conf")));
    assertThrows(NoSuchFileException.class, () -> read("include none.conf"));
    Files.write(folder.resolve("bytes.conf"), new byte[] {(byte) 0xc3, 0x28});
    assertThrows(
        InvalidArgumentException.class, () -> ServerConfig.read(folder.resolve("bytes.conf")));
  }

  @Test
  void shouldTakeAHashWithoutQuotes() throws IOException {
    assertTrue(read("authorization { user: a, password: " + HASH + " }").access().requireLogin());
  }
}
