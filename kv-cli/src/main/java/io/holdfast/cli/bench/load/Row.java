package io.holdfast.cli.bench.load;

/**
 * One row of a table: a workload with its callers.
 *
 * @param callers that each wait for their answers; watchers for {@link Workload#FAN_OUT}
 * @param connections that the callers share
 */
public record Row(Workload workload, int callers, int connections) {
  /** For tables. */
  public String words() {
    return switch (workload) {
      case PUT, GET, COUNTER, CREATE_DELETE, LOCK, CONTENDED_LOCK ->
          workload.words() + ", " + callers + (callers == 1 ? " caller" : " callers");
      case FAN_OUT -> workload.words() + ", " + callers + " watchers";
      case WATCH, START -> workload.words();
    };
  }
}
