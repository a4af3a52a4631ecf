/**
 * Operations of the unified test format: a table from names to handlers, filled by one small class per area. A handler
 * reads the arguments of the file, calls an API of the driver and returns the result as plain values. Assertions are
 * left to the runner.
 */
@NullMarked
package dev.morelia.spec.unified.operation;

import org.jspecify.annotations.NullMarked;
