/** Runs the examples on an embedded server, so that they stay correct. */
@NullMarked
package dev.morelia.examples;

import org.jspecify.annotations.NullMarked;
