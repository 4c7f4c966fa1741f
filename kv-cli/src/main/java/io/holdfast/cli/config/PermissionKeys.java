package io.holdfast.cli.config;

import io.holdfast.kv.Names;
import io.holdfast.net.access.BucketRight;
import io.holdfast.net.access.Permissions;
import io.holdfast.net.access.SubjectRules;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a user may do: {@code buckets}, one word for each, and {@code permissions} by subject, as in
 * NATS.
 */
final class PermissionKeys {
  private static final Permissions NOTHING =
      new Permissions(SubjectRules.NONE, SubjectRules.NONE, false);

  private PermissionKeys() {}

  /** What {@code user} has of its own; {@code otherwise}, when it has nothing. */
  static Permissions of(Fields user, Permissions otherwise) {
    Map<String, BucketRight> rights = buckets(user);
    if (rights.isEmpty()) {
      return bySubject(user, "permissions", otherwise, SubjectRules.ALL);
    }
    // Buckets name all that is allowed, so a side that subjects do not name is closed, not open.
    return bySubject(user, "permissions", NOTHING, SubjectRules.NONE).and(rights);
  }

  /**
   * Permissions by subject under {@code key}.
   *
   * @param otherwise when there are none
   * @param side when one side of them is missing
   */
  static Permissions bySubject(
      Fields fields, String key, Permissions otherwise, SubjectRules side) {
    Fields named = fields.section(key);
    if (named == null) {
      return otherwise;
    }
    var permissions =
        new Permissions(rules(named, "publish", side), rules(named, "subscribe", side), false);
    named.end();
    return permissions;
  }

  private static SubjectRules rules(Fields fields, String key, SubjectRules otherwise) {
    Node node = fields.node(key);
    if (node == null) {
      return otherwise;
    }
    if (!(node instanceof Node.Section)) {
      List<String> allow = fields.texts(node, key);
      return fields.at(node, key, () -> new SubjectRules(allow, List.of()));
    }
    Fields both = fields.section(node, key);
    Node allow = both.node("allow");
    Node deny = both.node("deny");
    both.end();
    List<String> allowed = allow == null ? otherwise(deny) : both.texts(allow, "allow");
    List<String> denied = deny == null ? List.of() : both.texts(deny, "deny");
    return fields.at(node, key, () -> new SubjectRules(allowed, denied));
  }

  /** Who only denies allows the rest. */
  private static List<String> otherwise(@Nullable Node deny) {
    return deny == null ? List.of() : List.of(">");
  }

  private static Map<String, BucketRight> buckets(Fields user) {
    Fields buckets = user.section("buckets");
    var rights = new LinkedHashMap<String, BucketRight>();
    if (buckets != null) {
      buckets
          .entries()
          .forEach(
              (bucket, node) ->
                  rights.put(name(buckets, bucket, node), right(buckets, bucket, node)));
    }
    return rights;
  }

  private static String name(Fields buckets, String bucket, Node node) {
    return bucket.equals("*") ? bucket : buckets.at(node, bucket, () -> Names.checkBucket(bucket));
  }

  private static BucketRight right(Fields buckets, String bucket, Node node) {
    String word = buckets.text(node, bucket);
    for (BucketRight right : BucketRight.values()) {
      if (right.name().toLowerCase(Locale.ROOT).equals(word)) {
        return right;
      }
    }
    throw buckets.wrong(node, bucket, "is '" + word + "', expected read, write or manage");
  }
}
