/**
 * What {@code morelia import} and {@code morelia export} do: files of JSON and CSV, read and written in parallel, with
 * exact counts. Knows nothing of the command line.
 */
@NullMarked
package dev.morelia.tools.transfer;

import org.jspecify.annotations.NullMarked;
