/**
 * Peers, and applications whose listeners, codecs and log handlers, misbehave, and virtual machines that run out of
 * memory.
 */
@NullMarked
package dev.morelia.live.hostile;

import org.jspecify.annotations.NullMarked;
