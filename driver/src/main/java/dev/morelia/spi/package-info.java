/**
 * Interfaces that replace parts of the driver: each has few methods and a default implementation. Implementations must
 * be thread-safe and fast.
 */
@NullMarked
package dev.morelia.spi;

import org.jspecify.annotations.NullMarked;
