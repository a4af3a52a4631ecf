/** Maps Java values to BSON and back: codecs, and the registry that finds them. */
@NullMarked
package dev.morelia.bson.codec;

import org.jspecify.annotations.NullMarked;
