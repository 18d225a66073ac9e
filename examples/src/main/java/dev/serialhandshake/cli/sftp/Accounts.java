// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.sftp;

import dev.serialhandshake.cli.process.Users;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Names of users and groups. Each is looked up once in a session. */
final class Accounts {

  private final Map<Integer, String> users = new HashMap<>();
  private final Map<Integer, String> groups = new HashMap<>();

  /** The name of a user; empty if there is none. */
  String userOrNothing(int uid) {
    return users.computeIfAbsent(uid, number -> orNothing(Users.name(number)));
  }

  /** The name of a group; empty if there is none. */
  String groupOrNothing(int gid) {
    return groups.computeIfAbsent(gid, number -> orNothing(Users.groupName(number)));
  }

  /** The name of a user; the number if there is none. */
  String user(int uid) {
    return orNumber(userOrNothing(uid), uid);
  }

  /** The name of a group; the number if there is none. */
  String group(int gid) {
    return orNumber(groupOrNothing(gid), gid);
  }

  private static String orNothing(@Nullable String name) {
    return name == null ? "" : name;
  }

  private static String orNumber(String name, int number) {
    return name.isEmpty() ? Integer.toUnsignedString(number) : name;
  }
}
