/**
 * The {@code morelia} command: one class per subcommand, and the guided tour, whose printer shows its source with its
 * results. Code that programs would call belongs to the driver or the test kit.
 */
@NullMarked
package dev.morelia.tools;

import org.jspecify.annotations.NullMarked;
