/**
 * Bytes to and from a server: connecting to one of a host's addresses, reading, writing, deadlines and cancellation.
 * The meaning of the bytes is not known here.
 */
@NullMarked
package dev.morelia.internal.net;

import org.jspecify.annotations.NullMarked;
