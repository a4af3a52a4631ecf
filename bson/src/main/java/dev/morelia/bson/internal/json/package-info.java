/**
 * How Extended JSON is read and written. {@code Document} and {@code ExtendedJson} are built on this package, so it
 * knows neither.
 */
@NullMarked
package dev.morelia.bson.internal.json;

import org.jspecify.annotations.NullMarked;
