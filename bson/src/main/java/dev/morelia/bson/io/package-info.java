/** Reads and writes BSON in byte arrays. No streams, no sockets, no mapping of user classes lives here. */
@NullMarked
package dev.morelia.bson.io;

import org.jspecify.annotations.NullMarked;
