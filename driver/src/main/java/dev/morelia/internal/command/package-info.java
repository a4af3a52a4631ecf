/**
 * What operations and connections exchange: a command to encode, a reply, a server's limits. Plain values.
 */
@NullMarked
package dev.morelia.internal.command;

import org.jspecify.annotations.NullMarked;
