// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.linefile;

import java.util.Collection;

/** Suggests a known word for a word that is not known. */
final class Similar {

  private static final int MOST_EDITS = 2;

  private Similar() {}

  /** A question to add to a message: {@code ; did you mean 'baud'?} Empty if no word is similar. */
  static String question(String word, Collection<String> known) {
    String found = null;
    int least = Math.min(MOST_EDITS, word.length() - 1) + 1;
    for (String candidate : known) {
      int edits = edits(word, candidate);
      if (edits < least) {
        least = edits;
        found = candidate;
      }
    }
    return found == null ? "" : "; did you mean '" + found + "'?";
  }

  /** How many letters must be added, removed or changed to make one word of the other. */
  private static int edits(String a, String b) {
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int changed = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(changed, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[b.length()];
  }
}
