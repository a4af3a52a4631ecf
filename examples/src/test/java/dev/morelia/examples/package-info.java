/** Runs the examples on an embedded server, so that none of them goes stale. */
@NullMarked
package dev.morelia.examples;

import org.jspecify.annotations.NullMarked;
