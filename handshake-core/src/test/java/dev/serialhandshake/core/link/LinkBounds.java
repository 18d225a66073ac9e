// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.core.link;

/**
 * How much may happen in one walk.
 *
 * @param frames how many bytes each application sends, one in a frame
 * @param faults how many frames the line may lose, double, damage or put noise before
 * @param timers how many timers may fire before they must, the one of the PING included
 * @param cuts how many times the line may be lost
 * @param restarts how many times an end may begin anew with nothing remembered, or give up waiting
 * @param closes whether the applications close at any time after their last byte
 * @param slow whether the client's application takes bytes at any moment, and not at once
 */
record LinkBounds(
    int frames, int faults, int timers, int cuts, int restarts, boolean closes, boolean slow) {

  int[] pack() {
    return new int[] {frames, faults, timers, cuts, restarts, closes ? 1 : 0, slow ? 1 : 0};
  }

  static LinkBounds unpack(int[] packed) {
    return new LinkBounds(
        packed[0], packed[1], packed[2], packed[3], packed[4], packed[5] == 1, packed[6] == 1);
  }
}
