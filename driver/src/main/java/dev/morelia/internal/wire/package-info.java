/**
 * The wire protocol: message header, OP_MSG, OP_COMPRESSED, and the legacy OP_QUERY and OP_REPLY for handshakes,
 * encoded and decoded in both directions, so that test servers use the same code. Pure: no I/O, no clock, no lock; the
 * meaning of commands is not known here.
 */
@NullMarked
package dev.morelia.internal.wire;

import org.jspecify.annotations.NullMarked;
