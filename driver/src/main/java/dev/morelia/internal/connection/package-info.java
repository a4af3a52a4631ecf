/**
 * A connection: a transport that speaks the wire protocol, established with a handshake, carrying one command at a
 * time. The pool decides who uses it; the meaning of commands is not known here.
 */
@NullMarked
package dev.morelia.internal.connection;

import org.jspecify.annotations.NullMarked;
