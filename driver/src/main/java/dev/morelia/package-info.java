/** The blocking API: what a program calls. */
@NullMarked
package dev.morelia;

import org.jspecify.annotations.NullMarked;
