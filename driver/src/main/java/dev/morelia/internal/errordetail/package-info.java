/**
 * The part of error reporting that applications do not see: what the driver adds to an exception on its way to the
 * caller, and parsers for the details that servers report. Pure.
 */
@NullMarked
package dev.morelia.internal.errordetail;

import org.jspecify.annotations.NullMarked;
