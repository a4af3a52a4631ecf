/**
 * Compares Morelia with the official driver in one run: the program of {@code ./morelia bench}. This module runs on the
 * class path, no other module depends on it, and it has no assertions on times.
 */
@NullMarked
package dev.morelia.benchmarks;

import org.jspecify.annotations.NullMarked;
