/**
 * What the driver writes to its logs: the specification's messages, as ordinary listeners that a client adds for those
 * components whose logger wants them, and one line for each change of a server's state. Everything else may log a bug
 * through its own {@link System.Logger}; what happens in ordinary operation is logged here alone.
 */
@NullMarked
package dev.morelia.internal.log;

import org.jspecify.annotations.NullMarked;
