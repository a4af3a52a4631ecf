/**
 * Which servers there are, and how the client comes to know: {@link dev.morelia.internal.topology.Discovery} and {@link
 * dev.morelia.internal.topology.FailureHandling} decide as pure functions what a description of a server means, a
 * {@link dev.morelia.internal.topology.ServerMonitor} for each server brings them, and {@link
 * dev.morelia.internal.topology.Topology} holds the present state, opens and closes pools by it, and makes operations
 * wait for a server. How to choose among servers is not decided here but in {@code dev.morelia.internal.selection}.
 */
@NullMarked
package dev.morelia.internal.topology;

import org.jspecify.annotations.NullMarked;
