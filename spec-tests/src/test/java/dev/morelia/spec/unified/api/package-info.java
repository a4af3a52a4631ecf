/**
 * The seam between operations of the format and the two APIs of the driver. An interface here lists what operations
 * call, once; an API implements it by delegation, blocking until its answer is there.
 */
@NullMarked
package dev.morelia.spec.unified.api;

import org.jspecify.annotations.NullMarked;
