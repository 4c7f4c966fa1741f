package io.holdfast.cli;

import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** A wrong command line as two lines: what is wrong, and which help to read. */
final class UsageErrors implements IParameterExceptionHandler {
  @Override
  public int handleParseException(ParameterException wrong, String[] args) {
    CommandLine command = wrong.getCommandLine();
    PrintWriter err = command.getErr();
    err.println("holdfast: " + text(wrong));
    err.println("See '" + helpOf(command) + "'.");
    return ExitCode.USAGE;
  }

  private static String text(ParameterException wrong) {
    if (wrong instanceof UnmatchedArgumentException unmatched) {
      String first = unmatched.getUnmatched().get(0);
      return unmatched.isUnknownOption()
          ? "there is no option '"
              + first
              + "'; if it is an argument, write '--' before the arguments"
          : wrong.getCommandLine().getSubcommands().isEmpty()
              ? "argument '" + first + "' is one too many"
              : wrong.getCommandLine().getCommandSpec().qualifiedName()
                  + " has no command '"
                  + first
                  + "'"
                  + meant(unmatched);
    }
    String message = wrong.getMessage();
    return message == null ? "the command line is wrong" : firstToLower(message);
  }

  private static String meant(UnmatchedArgumentException unmatched) {
    return unmatched.getSuggestions().stream()
        .findFirst()
        .map(like -> ": did you mean '" + like + "'?")
        .orElse("");
  }

  /** The parser's sentences begin with a capital letter; ours follow a colon. */
  private static String firstToLower(String sentence) {
    return Character.toLowerCase(sentence.charAt(0)) + sentence.substring(1);
  }

  private static String helpOf(CommandLine command) {
    String path = command.getCommandSpec().qualifiedName();
    int top = path.indexOf(' ');
    return top < 0 ? path + " help" : path.substring(0, top) + " help" + path.substring(top);
  }
}
