// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.examples.soak;

/** What a soak has to tell at its end. */
record Report(Ledger ledger) {
  @Override
  public String toString() {
    return String.join(
        System.lineSeparator(),
        "sessions completed    " + ledger.sum("completed "),
        "  by whose rules      " + ledger.counted("completed ", ", "),
        "  by client           " + ledger.counted("client completed ", ", "),
        "  bytes, hash checked " + ledger.counted("bytes"),
        "visits without one    " + ledger.counted("visit ", ", "),
        "faults                " + ledger.sum("fault "),
        "  by kind             " + ledger.counted("fault ", ", "),
        "attempts of a client  " + ledger.attempts(),
        "seconds to the next   " + ledger.outages(),
        "sessions on links     "
            + ledger.counted("link opened")
            + ": "
            + ledger.counted("link INTERRUPTED")
            + " times a line was lost, "
            + ledger.counted("link RESUMED")
            + " times the session went on",
        "  frames              "
            + ledger.counted("link frames sent")
            + " sent, "
            + ledger.counted("link frames again")
            + " of them again; "
            + ledger.counted("link frames damaged")
            + " damaged",
        "  bytes repaired      " + ledger.counted("link bytes repaired"),
        "  ends                " + ledger.counted("link ended ", ", "),
        "hit at the beginning  " + ledger.sum("hit: ") + " (a fault in or behind the last SYN)",
        "half-open             "
            + ledger.sum("half-open")
            + " (a session of the server without its client)",
        "misaligned            " + ledger.counted("misaligned"),
        "hung                  " + ledger.counted("hung"),
        "leaked buffers        " + ledger.counted("leaked buffers"),
        "transfers changed     " + ledger.counted("transfers changed"),
        "violations            " + ledger.violations().size());
  }
}
