/** The async API in the reactive libraries and frameworks: each example is compiled and run. */
@NullMarked
package dev.morelia.examples.async;

import org.jspecify.annotations.NullMarked;
