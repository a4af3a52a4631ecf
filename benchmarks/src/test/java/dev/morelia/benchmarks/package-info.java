/** Tests of the benchmarks, without assertions on figures. */
@NullMarked
package dev.morelia.benchmarks;

import org.jspecify.annotations.NullMarked;
