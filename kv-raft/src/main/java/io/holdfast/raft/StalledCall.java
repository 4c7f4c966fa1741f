package io.holdfast.raft;

import java.nio.file.Path;
import java.time.Duration;

/**
 * A call to the disk that takes too long.
 *
 * @param what is being done, such as {@code sync}
 * @param file the file or folder
 * @param elapsed how long so far
 */
public record StalledCall(String what, Path file, Duration elapsed) {}
