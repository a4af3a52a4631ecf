/** The results of operations: records shared by both APIs. Immutable values without behaviour. */
@NullMarked
package dev.morelia.result;

import org.jspecify.annotations.NullMarked;
