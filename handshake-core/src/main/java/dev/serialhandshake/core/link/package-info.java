// SPDX-License-Identifier: Apache-2.0
/**
 * A reliable stream over a line that loses, changes and adds bytes, and that may break for a while.
 * Between the handshake and SSH it puts frames with checksums, and it sends lost frames again.
 * There is no I/O. Both ends must speak it. LINK.md has the wire, the tables and the proof.
 *
 * <p>Begin with {@link dev.serialhandshake.core.link.Link}.
 */
@NullMarked
package dev.serialhandshake.core.link;

import org.jspecify.annotations.NullMarked;
