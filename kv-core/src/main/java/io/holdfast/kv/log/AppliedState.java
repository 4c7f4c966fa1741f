package io.holdfast.kv.log;

import io.holdfast.kv.command.Command;
import io.holdfast.kv.command.EntryHeader;
import io.holdfast.kv.command.LeaseTime;
import io.holdfast.kv.command.Outcome;
import io.holdfast.kv.command.WallTime;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a log drives: a deterministic function from (state, entry header, commands) to (state,
 * outcomes). Confined: every method is called by one thread, the log's apply thread (or before that
 * thread starts).
 */
public interface AppliedState {
  /**
   * Applies the commands of one log entry in order; the result has one outcome per command. Never
   * throws for anything a client can cause.
   */
  List<Outcome> apply(EntryHeader header, List<Command> commands);

  /**
   * What {@link #apply} would answer, when it would refuse every command and remember nothing of
   * them; null when it would change anything, or when that is not certain. Changes nothing.
   *
   * @param now lease time at which the entry would be applied
   */
  default @Nullable List<Outcome> refusals(LeaseTime now, List<Command> commands) {
    return null;
  }

  /** Lease time of the last applied entry. */
  LeaseTime leaseTime();

  /** Wall time of the last applied entry. */
  WallTime wallTime();

  /** The lease time at which something next expires; {@link LeaseTime#NEVER} when nothing will. */
  LeaseTime nextDeadline();

  /** Index of the last applied log entry; 0 before the first. */
  long appliedIndex();

  /**
   * Captures the state by copying references, within milliseconds. The captured state never changes
   * and may be written by any thread while applying goes on.
   */
  Captured capture();

  /**
   * Replaces the whole state by one that {@link Captured#writeTo} wrote.
   *
   * @throws IOException when the stream fails
   * @throws io.holdfast.kv.DamagedException when the content is not a state, or of an unknown
   *     version
   */
  void restore(InputStream source) throws IOException;

  /** A state at one index, to be written as a snapshot. Immutable. */
  interface Captured {
    /** The applied index it stands for. */
    long appliedIndex();

    /** Writes it in the versioned snapshot form. The caller adds checksums and durability. */
    void writeTo(OutputStream sink) throws IOException;
  }
}
