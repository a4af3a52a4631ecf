/**
 * The in-memory store of the embedded server, built on mongo-java-server's classes: databases, collections and unique
 * indexes. Independent of commands, sockets and threads; the caller provides synchronization.
 */
@NullMarked
package dev.morelia.embedded.store;

import org.jspecify.annotations.NullMarked;
