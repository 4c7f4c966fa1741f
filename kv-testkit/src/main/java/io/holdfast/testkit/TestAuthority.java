package io.holdfast.testkit;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A certificate authority for one test: its certificates are made anew by the JDK's {@code
 * keytool}, are written as PEM files into a folder of the test, and are worth nothing anywhere
 * else. For one thread.
 */
public final class TestAuthority {
  private static final String PASSWORD = "for-a-test";
  private static final long PATIENCE_SECONDS = 60;

  private final Path folder;
  private final Path store;

  private TestAuthority(Path folder) {
    this.folder = folder;
    this.store = folder.resolve("keys.p12");
  }

  /** A new one, which keeps its files in {@code folder}. Takes about a second. */
  public static TestAuthority in(Path folder) {
    var authority = new TestAuthority(folder);
    authority.keytool("ca", "CN=Test authority", List.of("-ext", "bc:c"));
    authority.writeCertificates("ca", chain -> chain.subList(0, 1));
    return authority;
  }

  /** The authority's own certificate, PEM. */
  public Path certificate() {
    return folder.resolve("ca-cert.pem");
  }

  /**
   * Issues a certificate, valid for a day: {@link #certificateOf} and {@link #keyOf} are then
   * there.
   *
   * @param name of the files
   * @param subject distinguished name, such as {@code CN=app}
   * @param alternativeNames such as {@code IP:127.0.0.1} or {@code DNS:localhost}; may be empty
   */
  public TestAuthority issue(String name, String subject, String... alternativeNames) {
    var more = new ArrayList<>(List.of("-signer", "ca"));
    if (alternativeNames.length > 0) {
      more.addAll(List.of("-ext", "san=" + String.join(",", alternativeNames)));
    }
    keytool(name, subject, more);
    writeCertificates(name, chain -> chain);
    writeKey(name);
    return this;
  }

  /** The certificate that was issued under that name, and the authority's behind it, PEM. */
  public Path certificateOf(String name) {
    return folder.resolve(name + "-cert.pem");
  }

  /** Its private key, PKCS #8 in PEM. */
  public Path keyOf(String name) {
    return folder.resolve(name + "-key.pem");
  }

  private void keytool(String alias, String subject, List<String> more) {
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    command.addAll(List.of("-genkeypair", "-alias", alias, "-dname", subject));
    command.addAll(List.of("-keyalg", "EC", "-groupname", "secp256r1", "-validity", "1"));
    command.addAll(List.of("-storetype", "PKCS12", "-storepass", PASSWORD));
    command.addAll(List.of("-keystore", store.toString()));
    command.addAll(more);
    Path log = folder.resolve("keytool.log");
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(log.toFile())
              .start();
      if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new IllegalStateException("keytool has not ended after " + PATIENCE_SECONDS + " s");
      }
      if (process.exitValue() != 0) {
        throw new IllegalStateException("keytool failed: " + Files.readString(log));
      }
    } catch (IOException e) {
      throw new IllegalStateException("keytool cannot be run: " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while keytool ran", e);
    }
  }

  private interface Choice {
    List<Certificate> of(List<Certificate> chain);
  }

  private void writeCertificates(String alias, Choice choice) {
    withStore(
        keys -> {
          var pem = new StringBuilder();
          for (Certificate each : choice.of(List.of(keys.getCertificateChain(alias)))) {
            pem.append(pem("CERTIFICATE", each.getEncoded()));
          }
          Files.writeString(certificateOf(alias), pem);
        });
  }

  private void writeKey(String alias) {
    withStore(
        keys ->
            Files.writeString(
                keyOf(alias),
                pem("PRIVATE KEY", keys.getKey(alias, PASSWORD.toCharArray()).getEncoded())));
  }

  private interface StoreWork {
    void with(KeyStore keys) throws GeneralSecurityException, IOException;
  }

  private void withStore(StoreWork work) {
    try (InputStream in = Files.newInputStream(store)) {
      KeyStore keys = KeyStore.getInstance("PKCS12");
      keys.load(in, PASSWORD.toCharArray());
      work.with(keys);
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException("the keys in " + store + " cannot be used", e);
    }
  }

  private static String pem(String what, byte[] content) {
    byte[] line = "\n".getBytes(StandardCharsets.US_ASCII);
    return "-----BEGIN "
        + what
        + "-----\n"
        + Base64.getMimeEncoder(64, line).encodeToString(content)
        + "\n-----END "
        + what
        + "-----\n";
  }
}
