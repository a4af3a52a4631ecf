/** Reads and writes BSON in byte arrays, without mapping application classes. */
@NullMarked
package dev.morelia.bson.io;

import org.jspecify.annotations.NullMarked;
