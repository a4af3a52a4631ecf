/** Tests of this package, without assertions on figures. */
@NullMarked
package dev.morelia.benchmarks.harness;

import org.jspecify.annotations.NullMarked;
