/**
 * Who may connect and what they may do. A client's {@link io.holdfast.net.access.Login} goes to the
 * {@link io.holdfast.net.access.Gate}, which holds the {@link io.holdfast.net.access.AccessRules}
 * of the moment and answers with an {@link io.holdfast.net.access.Verdict}: an {@link
 * io.holdfast.net.access.Identity} with its {@link io.holdfast.net.access.Permissions}, or a
 * refusal. Slow checks run on threads of the gate's own, never on an event loop. Nothing here knows
 * of sockets.
 */
@NullMarked
package io.holdfast.net.access;

import org.jspecify.annotations.NullMarked;
