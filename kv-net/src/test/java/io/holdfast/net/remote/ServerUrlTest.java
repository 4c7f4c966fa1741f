package io.holdfast.net.remote;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.holdfast.kv.InvalidArgumentException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ServerUrlTest {
  @ParameterizedTest
  @CsvSource({
    "nats://127.0.0.1:4222, 127.0.0.1, 4222",
    "nats://example.org, example.org, 4222",
    "tls://my_host:443, my_host, 443",
    "localhost:14222, localhost, 14222",
    "nats://user:pass@h-1.example:1/, h-1.example, 1",
    "nats://[::1]:65535, ::1, 65535",
    "nats://[fe80::1%eth0], fe80::1%eth0, 4222",
    "NATS://h:1, h, 1",
  })
  void shouldReadHostAndPort(String text, String host, int port) {
    ServerUrl url = ServerUrl.of(text);

    assertEquals(host, url.host());
    assertEquals(port, url.port());
    assertEquals(text, url.text());
  }

  @ParameterizedTest
  @CsvSource({
    "http://127.0.0.1:4222, it begins with 'http://'",
    "nats://127.0.0.1:99999, port '99999' is not a number from 1 to 65535",
    "nats://127.0.0.1:0, port '0' is not",
    "nats://127.0.0.1:, port '' is not",
    "nats://h:port, port 'port' is not",
    "nats://h:-1, port '-1' is not",
    "nats://:4222, it names no host",
    "nats://, it names no host",
    "nats://a b:4222, 'a b' is no host name",
    "nats://::1:4222, brackets",
    "nats://[::1:4222, is no IPv6 address in brackets",
    "nats://[::1]4222, '4222' follows the address",
    "'nats://a:1,nats://b:1', more than one port",
  })
  void shouldNameTheUrlAndWhatIsWrongAndWhatIsExpected(String text, String wrong) {
    var refusal = assertThrows(InvalidArgumentException.class, () -> ServerUrl.of(text));

    String said = String.valueOf(refusal.getMessage());
    assertTrue(said.contains("'" + text + "'"), said);
    assertTrue(said.contains(wrong), said);
    assertTrue(said.endsWith("expected nats://HOST:PORT, such as nats://127.0.0.1:4222"), said);
  }

  @Test
  void shouldRefuseAnEmptyOne() {
    var refusal = assertThrows(InvalidArgumentException.class, () -> RemoteOptions.to(" "));

    assertTrue(String.valueOf(refusal.getMessage()).contains("is empty"), refusal::getMessage);
  }

  @ParameterizedTest
  @CsvSource({
    "nats://user:secret@h:1, nats://***@h:1",
    "secret@h:1, ***@h:1",
    "nats://a:secret@b@h:1, nats://***@h:1",
  })
  void shouldNeverShowCredentials(String text, String shown) {
    assertEquals(shown, ServerUrl.of(text).toString());
    assertFalse(RemoteOptions.to(text).build().toString().contains("secret"));
    var refusal = assertThrows(InvalidArgumentException.class, () -> ServerUrl.of(text + "x"));
    assertFalse(String.valueOf(refusal.getMessage()).contains("secret"), refusal::getMessage);
  }
}
