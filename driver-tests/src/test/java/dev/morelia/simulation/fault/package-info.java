/**
 * Environments, listeners and codecs that inject faults which a driver must tolerate, or that simulate bugs of a
 * driver.
 */
@NullMarked
package dev.morelia.simulation.fault;

import org.jspecify.annotations.NullMarked;
