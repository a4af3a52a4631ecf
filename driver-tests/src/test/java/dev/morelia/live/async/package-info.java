/** The async API, on real servers. */
@NullMarked
package dev.morelia.live.async;

import org.jspecify.annotations.NullMarked;
