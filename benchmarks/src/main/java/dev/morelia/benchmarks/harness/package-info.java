/** Running rows, tables, the JSON file, and the data sets. Independent of the measured libraries. */
@NullMarked
package dev.morelia.benchmarks.harness;

import org.jspecify.annotations.NullMarked;
