/**
 * The unified test runner: reads a file, prepares what a test needs, runs its operations, checks what it expects, and
 * cleans up. What an operation does and how values compare is not decided here.
 */
@NullMarked
package dev.morelia.spec.unified.run;

import org.jspecify.annotations.NullMarked;
