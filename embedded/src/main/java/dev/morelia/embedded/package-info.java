/**
 * A server inside the process that behaves like MongoDB, for demos, examples and tests. Its scope is frozen: use a real
 * server for features that it lacks.
 */
@NullMarked
package dev.morelia.embedded;

import org.jspecify.annotations.NullMarked;
