package io.holdfast.cli.demo;

/**
 * What the demo hears from its processes. All of it is handled by one thread, in the order it was
 * heard.
 */
sealed interface DemoEvent {
  /** A line from a worker, heard at {@code nanos} on this process's monotonic clock. */
  record Reported(DemoWorker worker, WorkerReport report, long nanos) implements DemoEvent {}

  /** A worker's process has ended and everything it said has been heard. */
  record Ended(DemoWorker worker, int exitStatus) implements DemoEvent {}
}
