/** {@code client.verify}: checks each server step by step and reports problems. */
@NullMarked
package dev.morelia.internal.verify;

import org.jspecify.annotations.NullMarked;
