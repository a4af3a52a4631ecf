/**
 * Which servers there are now: {@link dev.morelia.internal.topology.Topology} holds the one snapshot, opens and closes
 * pools by it, and makes operations wait for a server. What descriptions and errors mean is decided in {@code
 * dev.morelia.internal.sdam}, how to choose among servers in {@code dev.morelia.internal.selection}, and who watches
 * them in {@code dev.morelia.internal.monitor}.
 */
@NullMarked
package dev.morelia.internal.topology;

import org.jspecify.annotations.NullMarked;
