/** The driver in simulated histories: whole clients and pools through faults, and bugs planted to test these tests. */
@NullMarked
package dev.morelia.simulation;

import org.jspecify.annotations.NullMarked;
