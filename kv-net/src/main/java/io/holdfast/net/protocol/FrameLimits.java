package io.holdfast.net.protocol;

/**
 * What the decoder accepts, in bytes. Each limit is checked before anything of that size is
 * allocated (guarantees G36 and G38).
 *
 * @param maxControlLine longest control line, without its line end
 * @param maxPayload largest headers and body together
 * @param maxPayloadBeforeConnect the same while no {@code CONNECT} was read
 */
public record FrameLimits(int maxControlLine, int maxPayload, int maxPayloadBeforeConnect) {}
