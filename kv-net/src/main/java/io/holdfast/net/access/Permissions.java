package io.holdfast.net.access;

import io.holdfast.net.protocol.DomainSubject;
import io.holdfast.net.protocol.Subjects;
import java.util.ArrayList;
import java.util.Map;

/**
 * What a user may do. Immutable.
 *
 * @param publish subjects it may publish to
 * @param subscribe subjects it may subscribe to
 * @param ownInboxes whether it may subscribe to inboxes, {@code _INBOX.<id>…}, but only when it
 *     names one: a wildcard in place of the id would show it what others are answered
 */
public record Permissions(SubjectRules publish, SubjectRules subscribe, boolean ownInboxes) {
  /** Everything. */
  public static final Permissions ALL = new Permissions(SubjectRules.ALL, SubjectRules.ALL, false);

  private static final String INBOX = "_INBOX.";

  /** Rights in buckets, and nothing else; a bucket called {@code *} stands for all of them. */
  public static Permissions ofBuckets(Map<String, BucketRight> rights) {
    return new Permissions(SubjectRules.NONE, SubjectRules.NONE, false).and(rights);
  }

  /** These and rights in buckets. */
  public Permissions and(Map<String, BucketRight> rights) {
    var subjects = new ArrayList<String>();
    rights.forEach((bucket, right) -> subjects.addAll(right.subjects(bucket)));
    return new Permissions(publish.and(subjects), subscribe, ownInboxes || !rights.isEmpty());
  }

  /** Whether nothing is forbidden. */
  public boolean isAll() {
    return publish.isAll() && subscribe.isAll();
  }

  /**
   * Whether it may publish to {@code subject}. A subject of the domain form ({@code
   * $JS.<domain>.API.…}) must be permitted by its plain form, too, so that a denial cannot be gone
   * round.
   */
  public boolean mayPublish(String subject) {
    if (!publish.permit(subject)) {
      return false;
    }
    String plain = DomainSubject.withoutDomain(subject);
    return plain.equals(subject) || publish.permit(plain);
  }

  /** Whether it may publish to everything that {@code pattern} matches. */
  public boolean mayPublishAll(String pattern) {
    return publish.permitPattern(pattern) && !publish.takesOutOf(pattern);
  }

  /** Whether it may subscribe to {@code pattern}. */
  public boolean maySubscribe(String pattern) {
    return subscribe.permitPattern(pattern) || (ownInboxes && namesOneInbox(pattern));
  }

  private static boolean namesOneInbox(String pattern) {
    if (!pattern.startsWith(INBOX)) {
      return false;
    }
    int end = pattern.indexOf('.', INBOX.length());
    String id = pattern.substring(INBOX.length(), end < 0 ? pattern.length() : end);
    return Subjects.isLiteral(id);
  }

  /** Whether messages that {@code pattern} matches have to be asked for one by one. */
  public boolean filters(String pattern) {
    return subscribe.takesOutOf(pattern);
  }

  /** Whether a message to {@code subject} may reach it. */
  public boolean mayReceive(String subject) {
    return subscribe.deny().stream().noneMatch(denied -> Subjects.matches(denied, subject));
  }
}
