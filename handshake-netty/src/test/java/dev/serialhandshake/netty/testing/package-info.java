// SPDX-License-Identifier: Apache-2.0
/**
 * What the tests of this module share.
 *
 * <ul>
 *   <li>{@link dev.serialhandshake.netty.testing.Loops}: event loops that end with the test.
 *   <li>{@link dev.serialhandshake.netty.testing.LoopKind}: the kinds of event loops.
 *   <li>{@link dev.serialhandshake.netty.testing.SocketKind}: the sockets on which tests run.
 *   <li>{@link dev.serialhandshake.netty.testing.LeakCheck}: fails a class that leaks a buffer.
 *   <li>{@link dev.serialhandshake.netty.testing.Heap}: whether something leaves memory behind.
 * </ul>
 */
@NullMarked
package dev.serialhandshake.netty.testing;

import org.jspecify.annotations.NullMarked;
