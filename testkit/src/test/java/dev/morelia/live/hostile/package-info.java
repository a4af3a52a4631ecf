/** Programs whose listeners, codecs and log handlers throw, against real servers. */
@NullMarked
package dev.morelia.live.hostile;

import org.jspecify.annotations.NullMarked;
