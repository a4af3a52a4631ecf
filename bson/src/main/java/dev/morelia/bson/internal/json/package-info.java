/** How Extended JSON is read and written, for {@code Document} and {@code ExtendedJson}, neither of which is known here. */
@NullMarked
package dev.morelia.bson.internal.json;

import org.jspecify.annotations.NullMarked;
