/**
 * The current servers: {@link dev.morelia.internal.topology.Topology} holds the one snapshot, opens and closes pools
 * accordingly, and makes operations wait for a server. {@code dev.morelia.internal.sdam} decides what descriptions and
 * errors mean, {@code dev.morelia.internal.selection} selects servers, and {@code dev.morelia.internal.monitor}
 * monitors them.
 */
@NullMarked
package dev.morelia.internal.topology;

import org.jspecify.annotations.NullMarked;
