/** Tests of this package, without assertions on figures. */
@NullMarked
package dev.morelia.benchmarks.bson;

import org.jspecify.annotations.NullMarked;
