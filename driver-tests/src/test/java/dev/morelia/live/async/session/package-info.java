/** The async API of sessions and transactions, on a real replica set. */
@NullMarked
package dev.morelia.live.async.session;

import org.jspecify.annotations.NullMarked;
