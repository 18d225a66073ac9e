// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.examples.cli.serve;

import dev.serialhandshake.core.HandshakeSettings;
import dev.serialhandshake.examples.cli.console.Console;
import dev.serialhandshake.examples.cli.line.HandshakeOptions;
import dev.serialhandshake.netty.HandshakeHandler;
import dev.serialhandshake.netty.HandshakeHandlerSettings;
import dev.serialhandshake.netty.session.SessionChannel;
import dev.serialhandshake.netty.session.SessionLoopHandler;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.SocketChannelConfig;

/** What each line that is opened gets: handshake, session, handshake, session, and a log of it. */
@Sharable
final class LinePipeline extends ChannelInitializer<Channel> {

  private final HandshakeOptions options;
  private final HandshakeHandlerSettings settings;
  private final LineService service;

  LinePipeline(HandshakeOptions options, HandshakeSettings settings, LineService service) {
    this.options = options;
    this.settings =
        HandshakeHandlerSettings.builder().handshake(settings).closeOnFailure(false).build();
    this.service = service;
  }

  @Override
  protected void initChannel(Channel line) {
    if (line.config() instanceof SocketChannelConfig) {
      line.config().setOption(ChannelOption.TCP_NODELAY, true);
    }
    line.pipeline()
        .addLast(new SessionLoopHandler(() -> handshake(line), session()), new LineLog());
  }

  private HandshakeHandler handshake(Channel line) {
    return HandshakeHandler.server(
        settings.toBuilder().observer(options.observer(Services.name(line))).build());
  }

  private ChannelHandler session() {
    return new ChannelInitializer<SessionChannel>() {
      @Override
      protected void initChannel(SessionChannel session) {
        String name = Services.name(session);
        session
            .closeFuture()
            .addListener(closed -> Console.say(name + ": session over; waiting for the next"));
        session.pipeline().addLast(service.sessions());
      }
    };
  }
}
