package io.holdfast.kv;

/**
 * What a bucket tells of its writes, in the terms of subjects (source: NATS stream configuration,
 * {@code republish}): each stored entry whose subject matches is sent to plain subscribers, too, at
 * most once. The subject of key {@code k} in bucket {@code B} is {@code $KV.B.k}. Immutable.
 *
 * @param source pattern of the subjects concerned; {@code >}: all
 * @param destination what such a subject becomes, see {@link
 *     io.holdfast.kv.subject.SubjectTransform}
 * @param headersOnly whether the value is left out
 */
public record Republish(String source, String destination, boolean headersOnly) {}
