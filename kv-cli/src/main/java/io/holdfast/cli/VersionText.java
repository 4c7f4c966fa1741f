package io.holdfast.cli;

import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.IVersionProvider;

/** What {@code --version} prints: the version that the jar was built as. */
final class VersionText implements IVersionProvider {
  /** Has every command below {@code line} know it, too: each of them has {@code --version}. */
  static void showAt(CommandLine line) {
    for (CommandLine each : line.getSubcommands().values()) {
      each.getCommandSpec().versionProvider(new VersionText());
      showAt(each);
    }
  }

  @Override
  public String[] getVersion() {
    String built =
        Optional.ofNullable(VersionText.class.getPackage().getImplementationVersion())
            .orElse("of a development build");
    return new String[] {"holdfast " + built};
  }
}
