/**
 * The unified test runner: reads a file, prepares a test, runs its operations, checks the expectations, and cleans up.
 * Operations and the matching of values are implemented in other packages.
 */
@NullMarked
package dev.morelia.spec.unified.run;

import org.jspecify.annotations.NullMarked;
