/** {@code bench bson}: both BSON libraries on the same documents, under JMH. */
@NullMarked
package dev.morelia.benchmarks.bson;

import org.jspecify.annotations.NullMarked;
