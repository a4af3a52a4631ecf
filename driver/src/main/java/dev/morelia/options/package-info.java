/**
 * The options of reads and writes: one class for each method, and the models of a bulk write. Immutable
 * values that are checked when they are made; how they become a command is not known here.
 */
@NullMarked
package dev.morelia.options;

import org.jspecify.annotations.NullMarked;
