/**
 * The Holdfast extension of the wire ({@code docs/wire-extension.md}): the messages, their one JSON
 * form, which server and client share, and the service that answers them from a {@link
 * io.holdfast.kv.store.LocalStore}.
 *
 * <p>The path of a request: {@link io.holdfast.net.extension.ExtensionService} (subject, body) → a
 * message record → the store → a reply record → JSON.
 */
@NullMarked
package io.holdfast.net.extension;

import org.jspecify.annotations.NullMarked;
