/** The blocking API. */
@NullMarked
package dev.morelia;

import org.jspecify.annotations.NullMarked;
