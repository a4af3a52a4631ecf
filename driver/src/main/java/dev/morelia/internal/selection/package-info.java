/**
 * Which servers can serve an operation, which of these to take, and why the others were left out: pure functions over
 * the descriptions in {@link dev.morelia.event}, without clock, lock or randomness. Who keeps the descriptions up to
 * date and who waits for a server is the business of {@code dev.morelia.internal.topology}.
 */
@NullMarked
package dev.morelia.internal.selection;

import org.jspecify.annotations.NullMarked;
