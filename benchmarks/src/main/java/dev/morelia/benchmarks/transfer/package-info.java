/** {@code bench transfer}: {@code morelia export} and {@code import} beside loops over the official driver. */
@NullMarked
package dev.morelia.benchmarks.transfer;

import org.jspecify.annotations.NullMarked;
