package io.holdfast.cli.demo;

/** The demo could not be played to its end. */
final class DemoFailedException extends RuntimeException {
  private static final long serialVersionUID = 1;

  DemoFailedException(String message) {
    super(message);
  }
}
