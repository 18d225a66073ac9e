// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.serve.line;

import dev.serialhandshake.cli.line.TcpKeepAlive;
import java.time.Duration;

/**
 * What keeps the connections of a line in bounds.
 *
 * @param connections how many of a line that listens may be open
 * @param keepAlive when a silent TCP peer is asked whether it is there
 * @param grace for how long a session on a link waits for its line
 */
public record LineLimits(int connections, TcpKeepAlive keepAlive, Duration grace) {}
