package io.holdfast.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.holdfast.net.access.Secret;
import io.holdfast.net.tls.ClientTls;
import io.holdfast.testkit.TestAuthority;
import io.nats.client.Connection;
import io.nats.client.Nats;
import io.nats.client.Options;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A server with a configuration file in a process of its own, as the official client and our own
 * commands meet it.
 */
@Tag("G41")
@Tag("G42")
@Tag("G43")
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class ServerConfigIT {
  private static final String ADMIN = "marker-of-the-admin";
  private static final String READER = "marker-of-the-reader";

  /** Once, since another hash of the same password is another password to a running server. */
  private static final String HASH = Secret.hashOf(ADMIN);

  @TempDir private static Path keys = Path.of("");
  private static TestAuthority authority;

  @TempDir Path folder = Path.of("");

  /** How a command ended. */
  private record Ended(int status, String output, String errors) {}

  @BeforeAll
  static void issueCertificates() {
    authority =
        TestAuthority.in(keys)
            .issue("server", "CN=server", "IP:127.0.0.1")
            .issue("next", "CN=next", "IP:127.0.0.1");
  }

  private Path config(String readerRights, String certificate) throws IOException {
    return config(
        """
        tls { cert_file: "%s", key_file: "%s" }
        authorization {
          users [
            { user: admin, password: "%s" }
            { user: reader, password: "%s", buckets { settings: %s } }
          ]
        }
        """
            .formatted(
                authority.certificateOf(certificate),
                authority.keyOf(certificate),
                HASH,
                READER,
                readerRights));
  }

  private Path config(String text) throws IOException {
    return Files.writeString(folder.resolve("h.conf"), text);
  }

  private ServerProcess start(Path config, String... more) throws IOException {
    var options = new ArrayList<>(List.of("--config", config.toString()));
    options.addAll(List.of(more));
    return ServerProcess.start(folder.resolve("data"), 0, options.toArray(String[]::new));
  }

  private String log() throws IOException {
    return Files.readString(folder.resolve("data.err"));
  }

  private void awaitLog(String words) throws IOException {
    long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
    while (!log().contains(words)) {
      assertTrue(System.nanoTime() < end, "the log never says: " + words + "\n" + log());
      Thread.onSpinWait();
    }
  }

  private Connection client(ServerProcess server, String user, String password, CountDownLatch lost)
      throws Exception {
    return Nats.connect(
        new Options.Builder()
            .server("tls://127.0.0.1:" + server.port())
            .sslContext(ClientTls.SYSTEM.trust(authority.certificate()).context())
            .userInfo(user, password)
            .connectionTimeout(Duration.ofSeconds(20))
            .maxReconnects(0)
            .connectionListener(
                (connection, event) -> {
                  if (connection.getStatus() == Connection.Status.CLOSED) {
                    lost.countDown();
                  }
                })
            .build());
  }

  private Ended holdfast(ServerProcess server, String user, String password, String... arguments)
      throws Exception {
    return holdfast(
        Map.of(
            "HOLDFAST_URL",
            "tls://127.0.0.1:" + server.port(),
            "HOLDFAST_TLS_CA",
            authority.certificate().toString(),
            "HOLDFAST_USER",
            user,
            "HOLDFAST_PASSWORD",
            password),
        "",
        arguments);
  }

  private Ended holdfast(Map<String, String> environment, String input, String... arguments)
      throws Exception {
    Path errors = folder.resolve("errors");
    Path in = Files.writeString(folder.resolve("in"), input);
    var builder =
        new ProcessBuilder(ServerProcess.command(arguments))
            .redirectInput(in.toFile())
            .redirectError(errors.toFile());
    var set = new HashMap<>(environment);
    set.putIfAbsent("HOLDFAST_LOG", "");
    builder.environment().putAll(set);
    Process process = builder.start();
    try {
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertTrue(process.waitFor(60, TimeUnit.SECONDS), "it has not ended");
      return new Ended(process.exitValue(), output, Files.readString(errors));
    } finally {
      process.destroyForcibly();
    }
  }

  /** What a parent has its child ignore stays so in the child's children: this JVM's servers. */
  private static void assumeHangUpIsHeard() throws IOException {
    Path status = Path.of("/proc/self/status");
    if (Files.exists(status)) {
      String ignored =
          Files.readAllLines(status).stream()
              .filter(line -> line.startsWith("SigIgn:"))
              .findFirst()
              .orElseThrow();
      long mask = Long.parseUnsignedLong(ignored.substring("SigIgn:".length()).strip(), 16);
      assumeTrue((mask & 1) == 0, "SIGHUP is ignored here: run the build without nohup");
    }
  }

  @Test
  void shouldSayThatItCannotHearSighupWhereItIsIgnored() throws Exception {
    Path config = config("authorization { token: '" + ADMIN + "' }\n");
    try (var server =
        ServerProcess.startUnder(
            List.of("sh", "-c", "trap '' HUP; exec \"$@\"", "sh"),
            folder.resolve("data"),
            0,
            "--config",
            config.toString())) {
      assertTrue(server.port() > 0);
      awaitLog("SIGHUP is ignored");
    }
  }

  @Test
  void shouldServeUsersOverTlsAndReadThemAgainOnSighup() throws Exception {
    assumeHangUpIsHeard();
    Path config = config("read", "server");
    try (var server = start(config)) {
      assertEquals(0, holdfast(server, "admin", ADMIN, "kv", "add", "settings").status());
      assertEquals(0, holdfast(server, "admin", ADMIN, "kv", "put", "settings", "a", "1").status());
      Ended read = holdfast(server, "reader", READER, "kv", "get", "settings", "a");
      assertEquals("1\n", read.output(), read.errors());
      Ended wrote = holdfast(server, "reader", READER, "kv", "put", "settings", "a", "2");
      assertEquals(ExitCode.UNAUTHORISED, wrote.status(), wrote.errors());
      Ended wrong = holdfast(server, "reader", ADMIN, "kv", "get", "settings", "a");
      assertEquals(ExitCode.UNAUTHORISED, wrong.status(), wrong.errors());
      assertEquals(1, wrong.errors().lines().count(), wrong.errors());

      var lost = new CountDownLatch(1);
      var stays = new CountDownLatch(1);
      Connection reader = client(server, "reader", READER, lost);
      Connection admin = client(server, "admin", ADMIN, stays);
      try {
        var settings = reader.keyValue("settings");
        assertEquals("1", settings.get("a").getValueAsString());
        assertThrows(
            Exception.class, () -> reader.keyValueManagement().delete("settings"), "not permitted");

        Files.writeString(config, Files.readString(config).replace("reader", "READER: {"));
        server.signal("HUP");
        awaitLog("Nothing was read again, everything stays as it was: " + config + ":");
        assertEquals("1", settings.get("a").getValueAsString());

        config("write", "next");
        server.signal("HUP");
        awaitLog("Read again: users and certificates");
        assertTrue(lost.await(30, TimeUnit.SECONDS), "whose permissions changed is still there");
        assertEquals(Connection.Status.CONNECTED, admin.getStatus(), "who changed nothing");
        assertTrue(admin.keyValue("settings").put("b", "3") > 0);
      } finally {
        reader.close();
        admin.close();
      }
      Ended now = holdfast(server, "reader", READER, "kv", "put", "settings", "a", "2");
      assertEquals(0, now.status(), now.errors());
    }
    assertFalse(log().contains(READER) || log().contains(ADMIN), "a secret in the log");
  }

  @Test
  void shouldLetAFlagBeatTheEnvironmentAndTheEnvironmentTheFile() throws Exception {
    Path config = config("port: 1\njetstream { store_dir: of-the-file }\nlog_level: error\n");
    try (var server = start(config)) {
      new Socket(InetAddress.getLoopbackAddress(), server.port()).close();
      assertFalse(Files.exists(folder.resolve("of-the-file")), "--data was given");
      assertFalse(log().contains("INFO"), log());
    }
  }

  @Test
  void shouldEndWithTwoForAWrongFileAndWithSevenForOneThatCannotBeRead() throws Exception {
    Ended wrong = server(config("\nprot: 1\n"));
    assertEquals(ExitCode.USAGE, wrong.status(), wrong.errors());
    assertTrue(wrong.errors().contains("h.conf:2: 'prot' is unknown"), wrong.errors());
    assertEquals(1, wrong.errors().lines().count(), wrong.errors());

    Ended missing = server(folder.resolve("none.conf"));
    assertEquals(ExitCode.LOCAL_FAULT, missing.status(), missing.errors());
    assertTrue(missing.errors().contains("none.conf: no such file"), missing.errors());

    Ended open = server(config("host: 0.0.0.0\nauthorization { token: t }\n"));
    assertEquals(ExitCode.USAGE, open.status(), open.errors());
    assertTrue(open.errors().contains("nothing encrypts"), open.errors());
    assertFalse(Files.exists(folder.resolve("data")), "a directory of a server that never was");
  }

  private Ended server(Path config) throws Exception {
    return holdfast(
        Map.of(),
        "",
        "server",
        "--port",
        "0",
        "--data",
        folder.resolve("data").toString(),
        "--config",
        config.toString());
  }

  @Test
  void shouldListenBeyondLoopbackOnceFlagsAndFileSaySecure() throws Exception {
    assumeHangUpIsHeard();
    Path config = config("host: 0.0.0.0\nauthorization { token: $SECRET_OF_THIS_TEST }\n");
    config(Files.readString(config).replace("$SECRET_OF_THIS_TEST", "'" + ADMIN + "'"));
    try (var server =
        start(
            config,
            "--tls-cert",
            authority.certificateOf("server").toString(),
            "--tls-key",
            authority.keyOf("server").toString())) {
      var environment =
          Map.of(
              "HOLDFAST_URL",
              "tls://127.0.0.1:" + server.port(),
              "HOLDFAST_TLS_CA",
              authority.certificate().toString(),
              "HOLDFAST_TOKEN",
              ADMIN);
      Ended listed = holdfast(environment, "", "kv", "ls");
      assertEquals(0, listed.status(), listed.errors());

      config("host: 0.0.0.0\n");
      server.signal("HUP");
      awaitLog("nothing authenticates their connections");
      assertEquals(
          ExitCode.UNAUTHORISED,
          holdfast(
                  Map.of(
                      "HOLDFAST_URL",
                      "tls://127.0.0.1:" + server.port(),
                      "HOLDFAST_TLS_CA",
                      authority.certificate().toString()),
                  "",
                  "kv",
                  "ls")
              .status());
    }
  }

  @Test
  void shouldHashAPasswordFromStandardInput() throws Exception {
    Ended hashed = holdfast(Map.of(), "s3cret\n", "hash");

    assertEquals(0, hashed.status(), hashed.errors());
    assertTrue(hashed.output().matches("\\$2a\\$11\\$\\S{53}\n"), hashed.output());
    assertEquals(ExitCode.USAGE, holdfast(Map.of(), "", "hash").status());
  }
}
