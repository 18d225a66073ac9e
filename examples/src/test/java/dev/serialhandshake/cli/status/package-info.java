// SPDX-License-Identifier: Apache-2.0
/**
 * Tests of how the state of lines is written. Fixtures: {@link SomeLine}, the state of a line, and
 * {@link PrometheusLines}, which reads the text for Prometheus.
 */
package dev.serialhandshake.cli.status;
