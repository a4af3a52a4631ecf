/**
 * Servers that a test starts with one line and closes at the end. Their implementations are in packages of their own.
 * Only the package {@code junit} depends on a test framework.
 */
@NullMarked
package dev.morelia.testkit;

import org.jspecify.annotations.NullMarked;
