// SPDX-License-Identifier: Apache-2.0
/**
 * What happens on served lines, one record for each event: as text or as JSON, and repeats with a
 * count.
 */
@NullMarked
package dev.serialhandshake.cli.log;

import org.jspecify.annotations.NullMarked;
