/** The connection pool specification: the files that test a pool without a client. */
@NullMarked
package dev.morelia.spec.pool;

import org.jspecify.annotations.NullMarked;
