// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.core.explorer;

/** What all worlds of a walk have in common: the ends as automata, and the strings on the line. */
final class Model {

  /** Text first; then what would be a frame, were it not the application's. */
  private static final byte[] CLIENT_APPLICATION = {'C', 'c', 0x16, 'c'};

  private static final byte[] SERVER_APPLICATION = {'S', 0x06};

  private static final int[] NOISE_TO_CLIENT = {0x06, 0x15, Pairing.CLIENT_NONCE + 1, 'x'};

  private static final int[] NOISE_TO_SERVER = {0x16, 0x06, 0x15, Pairing.SERVER_NONCE + 1, 'x'};

  final Pairing pairing;
  final Bounds bounds;
  final Strings strings = new Strings();
  private final Numbers carried = new Numbers();
  private final Automaton clients = new Automaton(strings);
  private final Automaton servers = new Automaton(strings);
  private final long clientBegins;
  private final long serverBegins;
  private final long clientRestarts;
  private final long serverRestarts;
  private final int clientApplication = strings.of(CLIENT_APPLICATION);
  private final int serverApplication = strings.of(SERVER_APPLICATION);

  Model(Pairing pairing, Bounds bounds) {
    this.pairing = pairing;
    this.bounds = bounds;
    clientBegins = clients.begin(pairing.client(false));
    serverBegins = servers.begin(pairing.server(false, bounds));
    clientRestarts = clients.begin(pairing.client(true));
    serverRestarts = servers.begin(pairing.server(true, bounds));
  }

  Automaton ends(boolean client) {
    return client ? clients : servers;
  }

  /** The move with which an end begins. */
  long begin(boolean client) {
    return client ? clientBegins : serverBegins;
  }

  /** The move with which an end begins anew, with nothing remembered. */
  long restart(boolean client) {
    return client ? clientRestarts : serverRestarts;
  }

  /** What an application writes as soon as it has the line. */
  int application(boolean client) {
    return client ? clientApplication : serverApplication;
  }

  /** What the line makes of a frame. */
  int carried(int frame, int variant) {
    if (variant == 0) {
      return frame;
    }
    long key = ((long) frame << 8) | variant;
    long known = carried.get(key);
    if (known < 0) {
      known = strings.of(Fault.carry(strings.bytes(frame), variant));
      carried.put(key, known);
    }
    return (int) known;
  }

  /** Whether a frame of three bytes is the first answer of a server that has restarted. */
  boolean isFirstAnswerOfRestarted(int frame) {
    return (strings.bytes(frame)[2] & 0xff) == Pairing.SERVER_NONCE + Pairing.RESTARTED;
  }

  /** Whether an end knows what a quiet time is; the original takes any gap for the end of noise. */
  boolean knowsNoise(boolean client) {
    return client ? pairing.hasShippedClient() : pairing.hasShippedServer();
  }

  /** One byte of each kind that an end tells from the others. */
  int[] noise(boolean toClient) {
    return toClient ? NOISE_TO_CLIENT : NOISE_TO_SERVER;
  }
}
