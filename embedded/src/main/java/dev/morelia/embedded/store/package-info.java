/**
 * What the embedded server keeps in memory, as mongo-java-server's classes see it: databases, collections, unique
 * indexes, and the conversion of documents. Knows no commands, no sockets and no threads; everything is guarded by the
 * caller.
 */
@NullMarked
package dev.morelia.embedded.store;

import org.jspecify.annotations.NullMarked;
