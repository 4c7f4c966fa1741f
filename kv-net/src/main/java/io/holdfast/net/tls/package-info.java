/**
 * TLS for clients of the server. {@link io.holdfast.net.tls.TlsOptions} name the files; {@link
 * io.holdfast.net.tls.ServerTls} is what was read from them, to be replaced when they change; the
 * {@link io.holdfast.net.tls.TlsGate} stands in each connection until its handshake is done. {@link
 * io.holdfast.net.tls.ClientTls} is what our own clients need.
 */
@NullMarked
package io.holdfast.net.tls;

import org.jspecify.annotations.NullMarked;
