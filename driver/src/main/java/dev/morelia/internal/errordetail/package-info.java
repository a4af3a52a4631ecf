/**
 * The part of package {@code error} that programs do not see: what the driver adds to an exception on its way to the
 * caller, and how it reads the explanations of servers. Pure.
 */
@NullMarked
package dev.morelia.internal.errordetail;

import org.jspecify.annotations.NullMarked;
