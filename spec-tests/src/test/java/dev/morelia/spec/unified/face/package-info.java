/**
 * The seam between operations of the format and the two faces of the driver. An interface here lists what operations
 * call, once; a face implements it by delegation, blocking until its answer is there.
 */
@NullMarked
package dev.morelia.spec.unified.face;

import org.jspecify.annotations.NullMarked;
