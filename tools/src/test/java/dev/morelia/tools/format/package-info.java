@NullMarked
package dev.morelia.tools.format;

import org.jspecify.annotations.NullMarked;
