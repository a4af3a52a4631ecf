/** {@code bench bson}: both BSON libraries with the same documents, under JMH. */
@NullMarked
package dev.morelia.benchmarks.bson;

import org.jspecify.annotations.NullMarked;
