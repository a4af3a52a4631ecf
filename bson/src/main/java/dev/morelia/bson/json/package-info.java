/**
 * Reads and writes MongoDB Extended JSON, version 2. Encoded BSON is read and written in
 * {@code dev.morelia.bson.io}.
 */
@NullMarked
package dev.morelia.bson.json;

import org.jspecify.annotations.NullMarked;
