/**
 * Which servers there are and which one serves an operation. Today that is the one server of the connection string;
 * discovery, monitoring and selection by read preference take this place.
 */
@NullMarked
package dev.morelia.internal.topology;

import org.jspecify.annotations.NullMarked;
