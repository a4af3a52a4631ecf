/** Copies of databases, on real servers. */
@NullMarked
package dev.morelia.live.copy;

import org.jspecify.annotations.NullMarked;
