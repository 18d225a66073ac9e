// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.core.explorer;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.List;
import java.util.function.BiPredicate;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Proves the prover: without any one of the rules of PROTOCOL.md the explorer finds a failure. */
@Tag("explorer")
class MutantTest {

  private static final Bounds NOISE = new Bounds(1, 1, 0, 0, 3, false);
  private static final Bounds FAULT = new Bounds(0, 0, 1, 0, 2, false);
  private static final Bounds CONFIRM = new Bounds(0, 0, 1, 0, 2, true);

  /** A rule, and the shipped source without it. */
  record Mutant(
      String without, Pairing pairing, Bounds bounds, String file, String from, String to) {
    @Override
    public String toString() {
      return without;
    }
  }

  static List<Mutant> mutants() {
    return List.of(
        new Mutant(
            "the server's window across reads",
            Pairing.SHIPPED_SHIPPED,
            NOISE,
            "ServerHandshake",
            "look(read, 0);",
            "window = 0; look(read, 0);"),
        new Mutant(
            "the client's window across reads",
            Pairing.SHIPPED_SHIPPED,
            NOISE,
            "ClientHandshake",
            "look(read, 0);",
            "window = 0; look(read, 0);"),
        new Mutant(
            "a fresh nonce for each attempt",
            Pairing.SHIPPED_SHIPPED,
            NOISE,
            "Nonces",
            "position = (position + stride) % COUNT;",
            ""),
        new Mutant(
            "the nonce in the SYN-ACK",
            Pairing.SHIPPED_SHIPPED,
            NOISE,
            "ClientHandshake",
            "if (synAck && seen(1) == Wire.acknowledge(nonce)) {",
            "if (synAck) {"),
        new Mutant(
            "the nonce in the ACK",
            Pairing.SHIPPED_SHIPPED,
            new Bounds(3, 0, 0, 0, 3, false),
            "ServerHandshake",
            "seen(1) == Wire.ACK && seen(0) == Wire.acknowledge(serverNonce)",
            "seen(1) == Wire.ACK"),
        new Mutant(
            "the filler on every second retry",
            Pairing.SHIPPED_SEED,
            NOISE,
            "ClientHandshake",
            "boolean filler = attempts() % 2 == 1;",
            "boolean filler = false;"),
        new Mutant(
            "waiting on after a NAK",
            Pairing.SHIPPED_SEED,
            NOISE,
            "ClientHandshake",
            row("SYN_SENT", "NAK", "SHORTEN", "SYN_SENT"),
            row("SYN_SENT", "NAK", "NOTHING", "DRAINING")),
        new Mutant(
            "holding off from a SYN that comes too soon",
            Pairing.SEED_SHIPPED,
            NOISE,
            "ServerHandshake",
            row("ANSWERED", "SYN", "NOTHING", "HOLDING_OFF"),
            row("ANSWERED", "SYN", "SEND_SYN_ACK", "ANSWERED")),
        new Mutant(
            "the end of holding off",
            Pairing.SHIPPED_SHIPPED,
            NOISE,
            "ServerHandshake",
            row("HOLDING_OFF", "TIMER", "NOTHING", "LISTENING"),
            row("HOLDING_OFF", "TIMER", "NOTHING", "HOLDING_OFF")),
        new Mutant(
            "the retry of a SYN",
            Pairing.SHIPPED_SHIPPED,
            NOISE,
            "ClientHandshake",
            row("SYN_SENT", "TIMER", "SEND_SYN", "SYN_SENT"),
            row("SYN_SENT", "TIMER", "NOTHING", "FAILED")),
        new Mutant(
            "the retry after an ACK",
            Pairing.SHIPPED_SHIPPED,
            FAULT,
            "ClientHandshake",
            row("ACK_SENT", "TIMER", "NOTHING", "DRAINING"),
            row("ACK_SENT", "TIMER", "NOTHING", "ACK_SENT")),
        new Mutant(
            "giving up on another byte than the final ACK",
            Pairing.SHIPPED_SHIPPED,
            FAULT,
            "ClientHandshake",
            row("ACK_SENT", "OTHER", "NOTHING", "DRAINING"),
            row("ACK_SENT", "OTHER", "NOTHING", "ACK_SENT")),
        new Mutant(
            "leaving what is behind the final ACK",
            Pairing.SHIPPED_SHIPPED,
            NOISE,
            "ClientHandshake",
            "return first + 1;",
            "return length;"),
        new Mutant(
            "skipping a doubled end of the SYN-ACK",
            Pairing.SHIPPED_SHIPPED,
            FAULT,
            "ClientHandshake",
            "if (!repeatSkipped && ",
            "if (false && "),
        new Mutant(
            "starting over on a SYN behind the final ACK",
            Pairing.SHIPPED_SHIPPED,
            CONFIRM,
            "ServerHandshake",
            row("CONFIRMING", "SYN", "SEND_SYN_ACK", "ANSWERED"),
            row("CONFIRMING", "SYN", "NOTHING", "ESTABLISHED")),
        new Mutant(
            "confirming by text alone",
            Pairing.SHIPPED_SHIPPED,
            CONFIRM,
            "ClientStart",
            "found = value >= ' ' && value <= '~';",
            "found = value != Wire.SYN;"));
  }

  private static String row(String from, String on, String action, String to) {
    String indent = " ".repeat(14);
    return "State." + from + ",\n" + indent + "Event." + on + ",\n" + indent + "Action." + action
        + ",\n" + indent + "State." + to + ",";
  }

  @ParameterizedTest
  @MethodSource("mutants")
  void theExplorerFindsOut(Mutant mutant, @TempDir Path folder) throws Exception {
    try (URLClassLoader loader =
        MutantCompiler.compile(folder, mutant.file, mutant.from, mutant.to)) {
      @SuppressWarnings("unchecked")
      BiPredicate<String, int[]> explorer =
          (BiPredicate<String, int[]>)
              loader.loadClass(FindsFailure.class.getName()).getConstructor().newInstance();
      assertTrue(
          explorer.test(mutant.pairing.name(), mutant.bounds.pack()), "it sees nothing wrong");
    }
  }
}
