/** Histories of sessions and transactions, their workloads, and the bugs that they find. */
@NullMarked
package dev.morelia.simulation.session;

import org.jspecify.annotations.NullMarked;
