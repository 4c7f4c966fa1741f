package io.holdfast.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.TypeConversionException;

class SizeConverterTest {
  private final SizeConverter converter = new SizeConverter();

  @Test
  void shouldReadBytesAndPowersOf1024() {
    assertEquals(500, converter.convert("500"));
    assertEquals(64 * 1024, converter.convert("64k"));
    assertEquals(64 * 1024, converter.convert("64K"));
    assertEquals(256L * 1024 * 1024, converter.convert("256m"));
    assertEquals(3L * 1024 * 1024 * 1024, converter.convert("3g"));
    assertEquals(999_999_999_999L << 30, converter.convert("999999999999g"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "-1", "1T", "1gb", "1.5g", " 1g", "1000000000000000"})
  void shouldRefuseWhatIsNoSize(String text) {
    assertThrows(TypeConversionException.class, () -> converter.convert(text));
  }
}
