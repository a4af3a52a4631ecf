/**
 * Filters, updates, sorts, projections, index keys and aggregation stages as static methods that return plain
 * {@link dev.morelia.bson.Document}s, so that they print, compare and combine with hand-written ones. A value that is
 * passed in stays a value, whatever it is; only parameters named filter, expression or condition are read as such.
 */
@NullMarked
package dev.morelia.builder;

import org.jspecify.annotations.NullMarked;
