package io.holdfast.net.access;

import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.interfaces.EdECPrivateKey;
import java.security.interfaces.EdECPublicKey;
import java.security.spec.EdECPoint;
import java.security.spec.NamedParameterSpec;
import java.util.Arrays;

/** A user's secret Ed25519 key, with which a client proves who it is. Immutable; never printed. */
public final class NkeySeed {
  private static final int SEED_BYTES = 32;

  private final KeyPair keys;

  private NkeySeed(KeyPair keys) {
    this.keys = keys;
  }

  /**
   * The key whose seed {@code text} is, {@code SU…}.
   *
   * @throws io.holdfast.kv.InvalidArgumentException when it is none
   */
  public static NkeySeed of(String text) {
    return new NkeySeed(keys(NkeyText.decodeSeed(text, SEED_BYTES)));
  }

  /** The public part. */
  public Nkey publicKey() {
    EdECPoint point = ((EdECPublicKey) keys.getPublic()).getPoint();
    var little = new byte[SEED_BYTES];
    byte[] big = point.getY().toByteArray();
    for (int i = 0; i < Math.min(big.length, SEED_BYTES); i++) {
      little[i] = big[big.length - 1 - i];
    }
    if (point.isXOdd()) {
      little[SEED_BYTES - 1] |= (byte) 0x80;
    }
    return new Nkey(NkeyText.encode(little));
  }

  /** Signs {@code content}. */
  public byte[] sign(byte[] content) {
    try {
      var signing = Signature.getInstance("Ed25519");
      signing.initSign(keys.getPrivate());
      signing.update(content);
      return signing.sign();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this JVM cannot sign with Ed25519", e);
    }
  }

  /** The JDK makes a key pair out of 32 random bytes: the seed, here. */
  private static KeyPair keys(byte[] seed) {
    try {
      var generator = KeyPairGenerator.getInstance("Ed25519");
      generator.initialize(NamedParameterSpec.ED25519, new Fixed(seed));
      KeyPair keys = generator.generateKeyPair();
      requireSame(keys, seed);
      return keys;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this JVM cannot use Ed25519 keys", e);
    }
  }

  /** Another JDK might use its random bytes in another way. */
  private static void requireSame(KeyPair keys, byte[] seed) throws GeneralSecurityException {
    byte[] used = ((EdECPrivateKey) keys.getPrivate()).getBytes().orElse(new byte[0]);
    if (!Arrays.equals(used, seed)) {
      throw new InvalidKeyException("the key is not the one of the seed");
    }
  }

  @Override
  public String toString() {
    return "NkeySeed[not shown]";
  }

  private static final class Fixed extends SecureRandom {
    private static final long serialVersionUID = 1;
    private final byte[] seed;

    Fixed(byte[] seed) {
      this.seed = seed.clone();
    }

    @Override
    public void nextBytes(byte[] bytes) {
      if (bytes.length != seed.length) {
        throw new IllegalStateException(
            "a key is made of " + bytes.length + " bytes here, expected " + seed.length);
      }
      System.arraycopy(seed, 0, bytes, 0, seed.length);
      Arrays.fill(seed, (byte) 0);
    }
  }
}
