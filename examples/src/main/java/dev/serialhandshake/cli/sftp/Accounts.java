// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.sftp;

import dev.serialhandshake.cli.process.Users;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Names of users and groups, looked up once in a session. */
final class Accounts {

  private final Map<Integer, String> users = new HashMap<>();
  private final Map<Integer, String> groups = new HashMap<>();

  /** Empty where there is no name. */
  String userOrNothing(int uid) {
    return users.computeIfAbsent(uid, number -> orNothing(Users.name(number)));
  }

  /** Empty where there is no name. */
  String groupOrNothing(int gid) {
    return groups.computeIfAbsent(gid, number -> orNothing(Users.groupName(number)));
  }

  /** The number where there is no name. */
  String user(int uid) {
    return orNumber(userOrNothing(uid), uid);
  }

  /** The number where there is no name. */
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
