/**
 * What a program may put in the place of the driver's own: interfaces of few methods, each with a default that the
 * driver uses otherwise. Their implementations must be thread-safe and quick.
 */
@NullMarked
package dev.morelia.spi;

import org.jspecify.annotations.NullMarked;
