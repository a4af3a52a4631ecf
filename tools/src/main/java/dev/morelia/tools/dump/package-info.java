/** Folders of BSON dumps, as {@code mongodump} writes and {@code mongorestore} reads them. */
@NullMarked
package dev.morelia.tools.dump;

import org.jspecify.annotations.NullMarked;
