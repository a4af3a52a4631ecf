/** The specification of connection pools: its files that play a pool alone, without a client around it. */
@NullMarked
package dev.morelia.spec.pool;

import org.jspecify.annotations.NullMarked;
