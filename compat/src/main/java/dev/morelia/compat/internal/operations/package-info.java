/**
 * Operations in both directions: options, models and results of the official driver as Morelia's and back, and one class
 * for each query, which the blocking and the reactive interfaces share. Nothing here does I/O, except where a method
 * says so.
 */
@NullMarked
package dev.morelia.compat.internal.operations;

import org.jspecify.annotations.NullMarked;
