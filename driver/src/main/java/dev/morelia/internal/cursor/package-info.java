/**
 * Walks the batches of a server's cursor, and closes it when the program is done with it or has forgotten it. Decoding
 * of documents is left to the APIs.
 */
@NullMarked
package dev.morelia.internal.cursor;

import org.jspecify.annotations.NullMarked;
