package io.holdfast.cli.kv;

import io.holdfast.cli.SizeConverter;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads the limit of a size, which may be {@code none}. */
final class LimitConverter implements ITypeConverter<Long> {
  /** What there is no limit as, in the configuration of a bucket. */
  static final long NONE = -1;

  private final SizeConverter sizes = new SizeConverter();

  @Override
  public Long convert(String text) {
    if (text.equals("none")) {
      return NONE;
    }
    try {
      return sizes.convert(text);
    } catch (TypeConversionException e) {
      throw new TypeConversionException(e.getMessage() + ", or none");
    }
  }
}
