// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.serve.line;

import dev.serialhandshake.core.telnet.TelnetCodec;
import dev.serialhandshake.core.telnet.TelnetException;
import dev.serialhandshake.netty.telnet.TelnetHandler;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelPromise;
import java.nio.channels.ClosedChannelException;

/** Channels of lines that connect, and on which telnet may be spoken. */
final class TelnetChannels {

  private TelnetChannels() {}

  /**
   * A line with telnet is open only when its peer has agreed on telnet. So a port that does not
   * speak telnet cannot be opened, like one on which nobody listens.
   *
   * @param opening completes when the line is connected
   * @return completes when the peer has agreed; without telnet, when the line is connected
   */
  static ChannelFuture agreed(ChannelFuture opening) {
    ChannelPromise agreed = opening.channel().newPromise();
    opening.addListener(
        opened -> {
          // Not from the pipeline: a peer that closes at once may have emptied it by now.
          TelnetHandler telnet = opening.channel().attr(LineChannels.TELNET).get();
          if (!opened.isSuccess()) {
            agreed.setFailure(opened.cause());
          } else if (telnet == null) {
            agreed.setSuccess();
          } else {
            telnet
                .agreedFuture()
                .addListener(
                    done -> {
                      if (done.isSuccess()) {
                        agreed.setSuccess();
                      } else {
                        agreed.setFailure(failure(done.cause()));
                      }
                    });
          }
        });
    return agreed;
  }

  /** The words for a peer that closes are those of the codec, which streams use, too. */
  private static Throwable failure(Throwable cause) {
    return cause instanceof ClosedChannelException
        ? new TelnetException(TelnetCodec.plain().closed())
        : cause;
  }
}
