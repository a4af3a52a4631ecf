@NullMarked
package dev.morelia.benchmarks.async;

import org.jspecify.annotations.NullMarked;
