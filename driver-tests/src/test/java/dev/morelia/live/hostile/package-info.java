/** Programs whose listeners, codecs and log handlers throw or get in the way, and machines that run out of memory. */
@NullMarked
package dev.morelia.live.hostile;

import org.jspecify.annotations.NullMarked;
