/** {@code bench wire} and {@code bench driver}: both drivers and the plain socket on the same server. */
@NullMarked
package dev.morelia.benchmarks.driver;

import org.jspecify.annotations.NullMarked;
