/** The driver's own connections, without a client, over real sockets. */
@NullMarked
package dev.morelia.live.connection;

import org.jspecify.annotations.NullMarked;
