/**
 * Morelia beside the official driver, in one run. What lives here: the harness (one way to run rows, one table, one
 * JSON file) and the benchmarks {@code bson}, {@code wire} and {@code driver}. What may not: timed assertions, and
 * anything that another module needs; this one runs on the class path and nothing depends on it.
 */
@NullMarked
package dev.morelia.benchmarks;

import org.jspecify.annotations.NullMarked;
