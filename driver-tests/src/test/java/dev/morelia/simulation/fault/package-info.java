/** Environments, listeners and codecs that do to a driver, or in its place, what must not do any harm. */
@NullMarked
package dev.morelia.simulation.fault;

import org.jspecify.annotations.NullMarked;
