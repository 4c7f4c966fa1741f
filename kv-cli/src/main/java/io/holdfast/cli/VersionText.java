package io.holdfast.cli;

import java.util.Optional;
import picocli.CommandLine.IVersionProvider;

/** What {@code --version} prints: the version that the jar was built as. */
final class VersionText implements IVersionProvider {
  @Override
  public String[] getVersion() {
    String built =
        Optional.ofNullable(VersionText.class.getPackage().getImplementationVersion())
            .orElse("of a development build");
    return new String[] {"holdfast " + built};
  }
}
