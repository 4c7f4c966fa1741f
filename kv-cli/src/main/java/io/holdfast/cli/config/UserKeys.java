package io.holdfast.cli.config;

import io.holdfast.net.access.AccessRules;
import io.holdfast.net.access.Permissions;
import io.holdfast.net.access.Proof;
import io.holdfast.net.access.SubjectRules;
import io.holdfast.net.access.User;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** The section {@code authorization}: one token, one user, or a list of users. For one reading. */
final class UserKeys {
  private final Fields fields;
  private final boolean mapped;
  private final Set<Path> clear = new LinkedHashSet<>();

  private UserKeys(Fields fields, boolean mapped) {
    this.fields = fields;
    this.mapped = mapped;
  }

  /**
   * Reads it.
   *
   * @param mapped whether users are known by their certificates, and so have no password
   * @param clear gets the files that have a password or token in clear
   */
  static AccessRules of(Fields top, boolean mapped, Set<Path> clear) {
    Node node = top.node("authorization");
    if (node == null) {
      if (mapped) {
        throw top.place()
            .wrong("'tls.verify_and_map' needs users: add authorization { users [ … ] }");
      }
      return AccessRules.OPEN;
    }
    var keys = new UserKeys(top.section(node, "authorization"), mapped);
    AccessRules rules = keys.rules(top, node);
    clear.addAll(keys.clear);
    return mapped ? rules.byCertificate() : rules;
  }

  private AccessRules rules(Fields top, Node node) {
    Node token = fields.node("token");
    List<Fields> listed = fields.sections("users");
    Duration timeout = fields.duration(Duration.ofMillis(1), "timeout");
    Permissions otherwise =
        PermissionKeys.bySubject(fields, "default_permissions", Permissions.ALL, SubjectRules.ALL);
    boolean single = fields.node("user", "username") != null;
    int ways = (token == null ? 0 : 1) + (listed == null ? 0 : 1) + (single ? 1 : 0);
    if (ways != 1) {
      throw top.wrong(
          node,
          "authorization",
          "needs exactly one of users, user with password, and token, has " + ways);
    }
    AccessRules rules;
    if (token != null && !mapped) {
      String text = secret(token, "token", fields);
      rules = fields.at(token, "token", () -> AccessRules.ofToken(text, otherwise));
    } else if (token != null) {
      throw fields.wrong(token, "token", "cannot go with tls.verify_and_map: name users");
    } else {
      var users = new ArrayList<User>();
      if (listed == null) {
        users.add(user(fields, otherwise));
      } else {
        listed.forEach(each -> users.add(closed(each, otherwise)));
      }
      rules = top.at(node, "authorization", () -> AccessRules.ofUsers(users));
    }
    fields.end();
    return timeout == null ? rules : rules.timeout(timeout);
  }

  private User closed(Fields each, Permissions otherwise) {
    User user = user(each, PermissionKeys.of(each, otherwise));
    each.end();
    return user;
  }

  private User user(Fields each, Permissions permissions) {
    Node name = each.node("user", "username");
    Node password = each.node("password", "pass");
    Node nkey = each.node("nkey");
    if (nkey != null) {
      if (name != null || password != null) {
        throw each.wrong(
            nkey, "nkey", "is a user's name and proof at once: remove user and password");
      }
      String key = each.text(nkey, "nkey");
      return each.at(nkey, "nkey", () -> User.withNkey(key, permissions));
    }
    if (name == null) {
      throw each.place().wrong("a user has neither 'user' nor 'nkey': add one of them");
    }
    String text = each.text(name, "user");
    if (mapped) {
      if (password != null) {
        throw each.wrong(
            password, "password", "is never asked for with tls.verify_and_map: remove it");
      }
      return new User(text, new Proof.Certificate(), permissions);
    }
    if (password == null) {
      throw each.wrong(
          name, "password", "is missing: add one, as a hash that 'holdfast hash' makes");
    }
    String secret = secret(password, "password", each);
    return each.at(password, "password", () -> User.withPassword(text, secret, permissions));
  }

  private String secret(Node node, String key, Fields where) {
    String text = where.text(node, key);
    if (!text.startsWith("$2")) {
      clear.add(node.place().file());
    }
    return text;
  }
}
