/** Tests of the harness: that it measures what it says. Figures are never asserted. */
@NullMarked
package dev.morelia.benchmarks;

import org.jspecify.annotations.NullMarked;
