// SPDX-License-Identifier: Apache-2.0
/**
 * Links on channels: sessions that noise and lost bytes do not disturb, and that go on when their
 * line was lost and is back. {@link dev.serialhandshake.netty.link.LinkSessions} is the way in.
 */
@NullMarked
package dev.serialhandshake.netty.link;

import org.jspecify.annotations.NullMarked;
