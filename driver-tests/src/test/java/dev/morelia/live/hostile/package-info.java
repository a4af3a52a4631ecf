/**
 * Applications whose listeners, codecs and log handlers throw or block, and virtual machines that run out of memory.
 */
@NullMarked
package dev.morelia.live.hostile;

import org.jspecify.annotations.NullMarked;
