package io.holdfast.net.access;

import io.holdfast.kv.Bytes;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Recognises passwords that passed their slow check before, so that all clients of a restarted
 * application do not wait for one hash after another. What it keeps is a digest under a key that
 * exists only in this process. Thread-safe: a concurrent set; bounded.
 */
final class ProvenSecrets {
  private static final int MOST = 1024;
  private static final String MAC = "HmacSHA256";

  private final SecretKeySpec key;
  private final Set<Bytes> digests = ConcurrentHashMap.newKeySet();

  ProvenSecrets() {
    var random = new byte[32];
    new SecureRandom().nextBytes(random);
    key = new SecretKeySpec(random, MAC);
  }

  boolean knows(Secret secret, String presented) {
    return !digests.isEmpty() && digests.contains(digest(secret, presented));
  }

  void add(Secret secret, String presented) {
    if (digests.size() >= MOST) {
      digests.clear();
    }
    digests.add(digest(secret, presented));
  }

  void forget() {
    digests.clear();
  }

  private Bytes digest(Secret secret, String presented) {
    try {
      Mac mac = Mac.getInstance(MAC);
      mac.init(key);
      mac.update(secret.bytes());
      mac.update((byte) 0);
      return Bytes.wrap(mac.doFinal(presented.getBytes(StandardCharsets.UTF_8)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this JVM has no " + MAC, e);
    }
  }
}
