/** Bulk writes and streams of inserts, whole calls against real and scripted servers. */
@NullMarked
package dev.morelia.live.bulk;

import org.jspecify.annotations.NullMarked;
