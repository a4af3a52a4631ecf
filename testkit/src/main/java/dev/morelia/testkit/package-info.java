/**
 * Servers a test starts with one line and closes when done. What a server is made of lives in packages of its own;
 * nothing here depends on a test framework. The one package that does, {@code junit}, is left alone by programs
 * without JUnit.
 */
@NullMarked
package dev.morelia.testkit;

import org.jspecify.annotations.NullMarked;
