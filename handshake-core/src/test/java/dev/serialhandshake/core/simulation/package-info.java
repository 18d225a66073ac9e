// SPDX-License-Identifier: Apache-2.0
/**
 * Two peers on a line with latency, pace and faults, in simulated time that jumps from one event to
 * the next: what a walk over all states cannot tell, which is how long things take.
 */
package dev.serialhandshake.core.simulation;
