/** The limit of a row: a plain socket that repeats recorded messages, without encoding or decoding them. */
@NullMarked
package dev.morelia.benchmarks.limit;

import org.jspecify.annotations.NullMarked;
