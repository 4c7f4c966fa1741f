/**
 * The NATS client protocol as bytes and typed frames. Bytes come in through {@link
 * io.holdfast.net.protocol.FrameDecoder} as {@link io.holdfast.net.protocol.ClientFrame}s and leave
 * through {@link io.holdfast.net.protocol.FrameEncoder} as {@link
 * io.holdfast.net.protocol.ServerFrame}s. Syntax only: nothing here knows what a subject means.
 */
@NullMarked
package io.holdfast.net.protocol;

import org.jspecify.annotations.NullMarked;
