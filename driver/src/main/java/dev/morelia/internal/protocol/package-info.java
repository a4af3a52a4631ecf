/**
 * The names and numbers of the wire protocol that several parts of the driver and of its test servers know: error
 * codes, error labels and wire versions. Constants alone.
 */
@NullMarked
package dev.morelia.internal.protocol;

import org.jspecify.annotations.NullMarked;
