/**
 * How connections authenticate: the client's messages of each mechanism, computed from the server's. Pure: no clock, no
 * lock, no socket, no thread; randomness and tokens are passed in. Sending the messages is the task of
 * {@code internal.connection}, obtaining tokens that of {@code internal.identity}.
 */
@NullMarked
package dev.morelia.internal.auth;

import org.jspecify.annotations.NullMarked;
