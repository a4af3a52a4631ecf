/**
 * The monitoring threads: for each server a {@link dev.morelia.internal.monitor.ServerMonitor}, which passes
 * descriptions to the topology, and one that measures round-trip times. The effects of a description are not
 * decided here.
 */
@NullMarked
package dev.morelia.internal.monitor;

import org.jspecify.annotations.NullMarked;
