/**
 * Operations in both directions: options, models and results of the official driver as Morelia's and back. Nothing here
 * does I/O.
 */
@NullMarked
package dev.morelia.compat.internal.operations;

import org.jspecify.annotations.NullMarked;
