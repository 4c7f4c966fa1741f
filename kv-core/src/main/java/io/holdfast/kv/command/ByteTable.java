package io.holdfast.kv.command;

import java.util.List;

/**
 * Gives each constant of an enum its byte in the binary form: the place in a list, from 1. The list
 * is written out where the table is made, so that reordering the enum changes no byte; it is only
 * ever appended to. Immutable.
 *
 * @param what the enum means, for error messages
 * @param values in the order of their bytes
 */
public record ByteTable<E extends Enum<E>>(String what, List<E> values) {
  /** Copies the list. */
  public ByteTable {
    values = List.copyOf(values);
  }

  /** Writes the byte of {@code value}, which must be in the table. */
  public void write(BinaryWriter out, E value) {
    int place = values.indexOf(value);
    if (place < 0) {
      throw new IllegalArgumentException(what + " " + value + " has no byte; known are " + values);
    }
    out.u8(place + 1);
  }

  /**
   * Reads a value.
   *
   * @throws io.holdfast.kv.DamagedException for a byte that is not in the table
   */
  public E read(BinaryReader in) {
    int found = in.u8();
    if (found < 1 || found > values.size()) {
      throw in.unknown(what, 1, found, "1 to " + values.size());
    }
    return values.get(found - 1);
  }
}
