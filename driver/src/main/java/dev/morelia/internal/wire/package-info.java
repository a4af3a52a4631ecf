/**
 * The wire protocol: message header, OP_MSG, and the legacy OP_QUERY and OP_REPLY for handshakes, encoded and decoded
 * in both directions, so that test servers speak through the same code. Pure: no I/O, no clock, no lock, and no
 * knowledge of what a command does.
 */
@NullMarked
package dev.morelia.internal.wire;

import org.jspecify.annotations.NullMarked;
