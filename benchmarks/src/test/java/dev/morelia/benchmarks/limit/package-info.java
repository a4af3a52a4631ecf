/** Tests of this package, without assertions on figures. */
@NullMarked
package dev.morelia.benchmarks.limit;

import org.jspecify.annotations.NullMarked;
