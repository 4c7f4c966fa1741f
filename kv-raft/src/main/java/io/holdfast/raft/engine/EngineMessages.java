package io.holdfast.raft.engine;

/** The engine's message classes, which snapshots hold whether or not the engine runs. */
final class EngineMessages {
  private static final String SILENCE = "com.google.protobuf.use_unsafe_pre22_gencode";

  private EngineMessages() {}

  /**
   * To be called before the first of them is loaded. They were generated long ago; the warning
   * would reach every user, and none could act on it.
   */
  static void quiet() {
    if (System.getProperty(SILENCE) == null) {
      System.setProperty(SILENCE, "true");
    }
  }
}
