@NullMarked
package dev.morelia.tools.transfer;

import org.jspecify.annotations.NullMarked;
