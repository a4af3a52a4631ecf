/**
 * One pool of connections per server: check out, check in, clear. What a connection is used for, and which server to
 * use, is decided elsewhere; a pool reports failures to the owner it declares.
 */
@NullMarked
package dev.morelia.internal.pool;

import org.jspecify.annotations.NullMarked;
