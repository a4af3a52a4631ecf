/**
 * Runs the blocking core without blocking the caller: operations on virtual threads behind futures, cursors behind
 * publishers. Nothing below this package knows futures or callbacks, and nothing here knows an operation.
 */
@NullMarked
package dev.morelia.internal.bridge;

import org.jspecify.annotations.NullMarked;
