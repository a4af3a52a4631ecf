/** Authentication against real servers that require it, and against servers that lie. */
@NullMarked
package dev.morelia.live.auth;

import org.jspecify.annotations.NullMarked;
