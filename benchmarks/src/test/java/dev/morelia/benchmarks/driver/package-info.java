/** Tests of the package of this name. Figures are never asserted. */
@NullMarked
package dev.morelia.benchmarks.driver;

import org.jspecify.annotations.NullMarked;
