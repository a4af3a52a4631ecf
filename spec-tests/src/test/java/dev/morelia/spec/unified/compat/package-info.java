/**
 * The interfaces of the official driver as {@code morelia-compat} implements them, as an API of the runner: everything
 * is asked of these interfaces, and results, errors and events are read from the values of the official driver.
 */
@NullMarked
package dev.morelia.spec.unified.compat;

import org.jspecify.annotations.NullMarked;
