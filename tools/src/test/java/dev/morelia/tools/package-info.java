/** Tests of the command: what it prints, how it exits, what it leaves behind. */
@NullMarked
package dev.morelia.tools;

import org.jspecify.annotations.NullMarked;
