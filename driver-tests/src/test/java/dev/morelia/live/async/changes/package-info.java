/** The async API of change streams, on a real replica set. */
@NullMarked
package dev.morelia.live.async.changes;

import org.jspecify.annotations.NullMarked;
