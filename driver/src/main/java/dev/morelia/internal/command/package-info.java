/**
 * What passes between those who know the server's commands and those who know its connections: a command to encode, a
 * reply, a server's limits. Plain values, no behaviour.
 */
@NullMarked
package dev.morelia.internal.command;

import org.jspecify.annotations.NullMarked;
