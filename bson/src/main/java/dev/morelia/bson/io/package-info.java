/** Reads and writes BSON in byte arrays. No streams, no sockets, no mapping of application classes. */
@NullMarked
package dev.morelia.bson.io;

import org.jspecify.annotations.NullMarked;
