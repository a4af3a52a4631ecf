/**
 * Logging: the specification's messages, as ordinary listeners that a client adds for those components whose logger is
 * enabled, and one line for each change of a server's state. Other packages may log bugs through their own {@link
 * System.Logger}; normal operation is logged only here.
 */
@NullMarked
package dev.morelia.internal.log;

import org.jspecify.annotations.NullMarked;
