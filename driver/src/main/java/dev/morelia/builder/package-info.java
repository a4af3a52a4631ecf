/**
 * Filters, updates, sorts, projections, index keys and aggregation stages as static methods that return plain {@link
 * dev.morelia.bson.Document}s, so that they print, compare and combine with hand-written ones. Values passed in are
 * never interpreted as operators, except in parameters named filter, expression or condition.
 *
 * <p>No two classes here have a method of the same name, so all of them can be imported together: {@code import static
 * dev.morelia.builder.Filters.*}. Where the server has two operators of the same name, the less common one has the
 * longer method name: {@code min} is the update, {@link dev.morelia.builder.Accumulators#minValue} the accumulator.
 */
@NullMarked
package dev.morelia.builder;

import org.jspecify.annotations.NullMarked;
