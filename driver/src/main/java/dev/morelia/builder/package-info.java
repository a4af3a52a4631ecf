/**
 * Filters, updates, sorts, projections, index keys and aggregation stages as static methods that return plain
 * {@link dev.morelia.bson.Document}s, so that they print, compare and combine with hand-written ones. A value that is
 * passed in stays a value, whatever it is; only parameters named filter, expression or condition are read as such.
 *
 * <p>No two classes here have a method of the same name, so that all of them can be imported side by side: {@code
 * import static dev.morelia.builder.Filters.*}. Where two operators of the server have one name, the longer is that
 * of the rarer one: {@code min} is the update, {@link dev.morelia.builder.Accumulators#minValue} the accumulator.
 */
@NullMarked
package dev.morelia.builder;

import org.jspecify.annotations.NullMarked;
