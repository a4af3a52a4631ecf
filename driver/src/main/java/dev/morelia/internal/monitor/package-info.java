/**
 * The threads that watch servers: for each a {@link dev.morelia.internal.monitor.ServerMonitor}, which tells the
 * topology what it finds, and one that measures round trip times. What a finding means is not decided here.
 */
@NullMarked
package dev.morelia.internal.monitor;

import org.jspecify.annotations.NullMarked;
