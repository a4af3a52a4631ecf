/**
 * Compression of messages: the driver's own compressors, and which ones a client offers its servers. Pure: the bytes
 * around compressed messages are those of {@code wire}.
 */
@NullMarked
package dev.morelia.internal.compression;

import org.jspecify.annotations.NullMarked;
