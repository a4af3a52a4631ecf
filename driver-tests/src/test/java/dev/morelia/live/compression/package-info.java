/** Compressed messages: against a real server with each compressor, and against servers that send wrong ones. */
@NullMarked
package dev.morelia.live.compression;

import org.jspecify.annotations.NullMarked;
