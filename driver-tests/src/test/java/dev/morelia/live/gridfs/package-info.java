/** GridFS against real servers: whole files, odd collections, faults. */
@NullMarked
package dev.morelia.live.gridfs;

import org.jspecify.annotations.NullMarked;
