/** Checks of what callers hand in. Pure, knows only the JDK and BSON; no I/O, no state, no message with a secret. */
@NullMarked
package dev.morelia.internal.argument;

import org.jspecify.annotations.NullMarked;
