/** Change streams in simulated histories: what watchers see of the writes of others, across failures. */
@NullMarked
package dev.morelia.simulation.change;

import org.jspecify.annotations.NullMarked;
