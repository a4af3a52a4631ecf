/**
 * Operations of the unified test format: a table from names to handlers, filled by one small class per area. A handler
 * takes the arguments of the file, calls an API of the driver and returns what came back as plain values. It asserts
 * nothing; the runner does.
 */
@NullMarked
package dev.morelia.spec.unified.operation;

import org.jspecify.annotations.NullMarked;
