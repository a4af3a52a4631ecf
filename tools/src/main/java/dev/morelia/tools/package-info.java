/**
 * The {@code morelia} command: one class per subcommand, and the guided tour with the printer that shows its source
 * beside its results. What may not live here: anything a program would call; that belongs to the driver or the testkit.
 */
@NullMarked
package dev.morelia.tools;

import org.jspecify.annotations.NullMarked;
