// SPDX-License-Identifier: Apache-2.0
/**
 * The events of served lines, as text or as JSON. Repeated events become one record with a count.
 */
@NullMarked
package dev.serialhandshake.cli.log;

import org.jspecify.annotations.NullMarked;
