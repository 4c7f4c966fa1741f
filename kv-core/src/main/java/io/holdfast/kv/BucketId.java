package io.holdfast.kv;

/**
 * One life of a bucket.
 *
 * @param name the bucket's name
 * @param incarnation strictly greater than that of every bucket created earlier in the same store
 */
public record BucketId(String name, long incarnation) {}
