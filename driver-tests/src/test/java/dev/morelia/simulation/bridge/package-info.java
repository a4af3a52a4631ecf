/** Operations and publishers of the async API in simulated time. */
@NullMarked
package dev.morelia.simulation.bridge;

import org.jspecify.annotations.NullMarked;
