/**
 * Morelia beside the official driver, in one run: the program behind {@code ./morelia bench}. What may not live in this
 * module: timed assertions, and anything that another module needs; it runs on the class path and nothing depends on
 * it.
 */
@NullMarked
package dev.morelia.benchmarks;

import org.jspecify.annotations.NullMarked;
