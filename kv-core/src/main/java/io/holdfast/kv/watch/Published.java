package io.holdfast.kv.watch;

import io.holdfast.kv.BucketConfig;

/**
 * What is true of a bucket at one revision. Immutable; publishing it makes everything up to {@code
 * lastRevision} visible, at once.
 */
record Published(
    BucketConfig config, long lastRevision, Losses losses, long entries, long keys, long bytes) {}
