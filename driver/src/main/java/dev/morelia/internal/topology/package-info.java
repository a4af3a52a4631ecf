/**
 * Which servers there are and which one serves an operation. {@link dev.morelia.internal.topology.Discovery},
 * {@link dev.morelia.internal.topology.FailureHandling} and {@link dev.morelia.internal.topology.Selection} decide, as
 * pure functions over the descriptions in {@link dev.morelia.event}: no clock, no lock, no randomness, and no order
 * that depends on a hash. {@link dev.morelia.internal.topology.Topology} does not ask them yet; it is the one server of
 * the connection string.
 */
@NullMarked
package dev.morelia.internal.topology;

import org.jspecify.annotations.NullMarked;
