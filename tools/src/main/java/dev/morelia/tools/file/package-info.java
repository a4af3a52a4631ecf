/** Files that are whole, or not there. */
@NullMarked
package dev.morelia.tools.file;

import org.jspecify.annotations.NullMarked;
