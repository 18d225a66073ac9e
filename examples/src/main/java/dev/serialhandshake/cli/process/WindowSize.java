// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.process;

/** The size of a terminal's window: in characters and in pixels, each 0 if unknown. */
public record WindowSize(int columns, int rows, int width, int height) {}
