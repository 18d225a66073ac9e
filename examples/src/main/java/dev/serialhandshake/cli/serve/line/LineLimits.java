// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.serve.line;

import dev.serialhandshake.cli.line.TcpKeepAlive;
import java.time.Duration;

/**
 * The limits of the connections and sessions of a line.
 *
 * @param connections how many connections may be open on a line that listens
 * @param keepAlive when a silent TCP peer is asked whether it is there
 * @param grace how long a session on a link waits for its line
 */
public record LineLimits(int connections, TcpKeepAlive keepAlive, Duration grace) {}
