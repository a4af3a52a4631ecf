/**
 * The interface between operations of the format and the APIs of the driver. The interfaces list the methods that
 * operations call; an API implements them by delegation, blocking until the result is available.
 */
@NullMarked
package dev.morelia.spec.unified.api;

import org.jspecify.annotations.NullMarked;
