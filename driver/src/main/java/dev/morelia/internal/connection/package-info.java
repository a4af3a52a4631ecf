/**
 * One connection: a transport that speaks the wire protocol, opened with a handshake, and one command at a time on it.
 * Who may use it when is the pool's business, and what commands mean is nobody's here.
 */
@NullMarked
package dev.morelia.internal.connection;

import org.jspecify.annotations.NullMarked;
