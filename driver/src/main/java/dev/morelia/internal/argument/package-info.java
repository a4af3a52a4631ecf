/** Argument checks. Pure: depends only on the JDK and BSON; no I/O, no state, no secrets in messages. */
@NullMarked
package dev.morelia.internal.argument;

import org.jspecify.annotations.NullMarked;
