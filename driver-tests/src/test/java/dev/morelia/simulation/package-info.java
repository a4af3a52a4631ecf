/** Simulated histories of the driver: whole clients and pools under faults, and planted bugs to test these tests. */
@NullMarked
package dev.morelia.simulation;

import org.jspecify.annotations.NullMarked;
