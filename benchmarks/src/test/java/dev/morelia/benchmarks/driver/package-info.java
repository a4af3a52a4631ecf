/** Tests of this package, without assertions on figures. */
@NullMarked
package dev.morelia.benchmarks.driver;

import org.jspecify.annotations.NullMarked;
