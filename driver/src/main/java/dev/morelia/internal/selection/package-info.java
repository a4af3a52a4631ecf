/**
 * Server selection: which servers are suitable, which of them to use, and why the others are not. Pure functions over
 * the descriptions in {@link dev.morelia.topology}, without clock, lock or randomness. Keeping the descriptions up to
 * date and waiting for a server is up to {@code dev.morelia.internal.topology}.
 */
@NullMarked
package dev.morelia.internal.selection;

import org.jspecify.annotations.NullMarked;
