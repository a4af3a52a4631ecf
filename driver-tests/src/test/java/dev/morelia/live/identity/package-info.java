/** Authentication by services outside MongoDB, against scripted servers and scripted HTTP endpoints. */
@NullMarked
package dev.morelia.live.identity;

import org.jspecify.annotations.NullMarked;
