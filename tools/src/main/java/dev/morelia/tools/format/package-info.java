/** Records of files: JSON lines and CSV, read from bytes in parts that are independent of each other, and written. */
@NullMarked
package dev.morelia.tools.format;

import org.jspecify.annotations.NullMarked;
