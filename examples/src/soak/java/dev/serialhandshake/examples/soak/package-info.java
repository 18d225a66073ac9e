// SPDX-License-Identifier: Apache-2.0
/**
 * The soak: many lines at once, full of faults, with clients that come, work and die. See SOAK.md.
 */
package dev.serialhandshake.examples.soak;
