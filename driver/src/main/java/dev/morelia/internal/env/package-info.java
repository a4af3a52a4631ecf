/**
 * The seam to the environment: clock, threads, monitors, sleep, randomness, name resolution and sockets. {@link
 * dev.morelia.internal.env.SystemEnv} is the production implementation; a simulator can supply another one for whole
 * clients through {@link dev.morelia.internal.env.EnvOverride}. Code outside this package must not read a clock, start
 * a thread, block on a lock or open a socket by other means. Knows nothing about MongoDB.
 */
@NullMarked
package dev.morelia.internal.env;

import org.jspecify.annotations.NullMarked;
