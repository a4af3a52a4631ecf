/** Tests of the command: its output, its exit status, and what it leaves behind. */
@NullMarked
package dev.morelia.tools;

import org.jspecify.annotations.NullMarked;
