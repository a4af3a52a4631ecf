/** {@code client.verify}: looks at each server step by step and tells what is wrong. */
@NullMarked
package dev.morelia.internal.verify;

import org.jspecify.annotations.NullMarked;
