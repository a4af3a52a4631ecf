/**
 * Bytes to and from one server: opening a link to one of a host's addresses, reading, writing, deadlines and
 * cancellation. Nothing here knows what the bytes mean.
 */
@NullMarked
package dev.morelia.internal.net;

import org.jspecify.annotations.NullMarked;
