package io.holdfast.net.fuzz;

import java.util.List;

/** The names that requests of one seed draw from, so that they often meet. Immutable. */
public record World(List<String> buckets, List<String> keys, List<String> consumers) {
  /** Names of this seed alone: what other seeds leave behind is not theirs. */
  public static World of(long seed) {
    String name = "F" + Long.toString(seed, 36);
    return new World(
        List.of(name + "a", name + "b"),
        List.of("k", "a.b", "a.c", "a.b.c", "lease", "x=/_-1", "long." + "y".repeat(400)),
        List.of("c1", "c2", "c3"));
  }

  String bucket(Dice dice) {
    return dice.oneIn(30) ? dice.of("none", "a b", "", "ä", "x".repeat(251)) : dice.of(buckets);
  }

  /** Mostly a key; sometimes a pattern or what cannot be a key. */
  String key(Dice dice) {
    return dice.oneIn(12)
        ? dice.of("*", "a.*", ">", "a.>", "", ".", "a..b", "ä", "k k", "z".repeat(513), "😀")
        : dice.of(keys);
  }

  String subject(Dice dice) {
    return dice.oneIn(15)
        ? dice.of(">", "$KV.>", "$KV.*.k", "*.*.k", "$KV", "other.k", "")
        : "$KV." + bucket(dice) + "." + key(dice);
  }
}
