/** Maps Java values to BSON and back: codecs and the registry that finds them. No reading of bytes lives here. */
@NullMarked
package dev.morelia.bson.codec;

import org.jspecify.annotations.NullMarked;
