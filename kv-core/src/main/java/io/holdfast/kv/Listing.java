package io.holdfast.kv;

import java.util.List;

/**
 * A list taken at one revision of the bucket (guarantee G4).
 *
 * @param items in the order that the method which made it states
 * @param revision the bucket's last revision when it was taken
 */
public record Listing<T>(List<T> items, long revision) {
  /** Copies the list. */
  public Listing {
    items = List.copyOf(items);
  }
}
