// SPDX-License-Identifier: Apache-2.0
/**
 * A reliable stream over a line that loses, changes and adds bytes, and that may break for a while:
 * frames, checksums and retransmissions between the handshake and SSH, without I/O. Both ends must
 * speak it. LINK.md has the wire, the tables and the proof.
 *
 * <p>{@link dev.serialhandshake.core.link.Link} is the way in.
 */
@NullMarked
package dev.serialhandshake.core.link;

import org.jspecify.annotations.NullMarked;
