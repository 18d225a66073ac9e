// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.serve.line;

import dev.serialhandshake.core.LoginSettings;
import io.netty.channel.ChannelHandler;

/**
 * A login that lines share with their clients.
 *
 * @param settings when a client may end the login
 * @param sessions sets up the channel of each login; sharable
 */
public record TerminalLogin(LoginSettings settings, ChannelHandler sessions) {}
