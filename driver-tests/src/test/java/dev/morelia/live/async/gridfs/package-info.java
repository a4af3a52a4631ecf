/** The async API of GridFS, on a real server. */
@NullMarked
package dev.morelia.live.async.gridfs;

import org.jspecify.annotations.NullMarked;
