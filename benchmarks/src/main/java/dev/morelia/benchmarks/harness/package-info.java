/**
 * One way to run rows, one table, one JSON file, and the data sets. What lives here knows no library that is measured.
 */
@NullMarked
package dev.morelia.benchmarks.harness;

import org.jspecify.annotations.NullMarked;
