/**
 * A MongoDB look-alike inside the process, for demos, examples and tests. What it serves is frozen: what it lacks, a
 * real server has. Only what its users need lives here.
 */
@NullMarked
package dev.morelia.embedded;

import org.jspecify.annotations.NullMarked;
