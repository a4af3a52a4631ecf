/**
 * The one seam to the outside: clock, threads, monitors, sleep, randomness, name resolution and sockets. {@link
 * dev.morelia.internal.env.SystemEnv} is the production version; a simulator may supply another, to whole clients
 * through {@link dev.morelia.internal.env.EnvOverride}. Nothing outside this package may read a clock, start a thread,
 * block on a lock or open a socket by other means, and nothing here knows what a MongoDB server is.
 */
@NullMarked
package dev.morelia.internal.env;

import org.jspecify.annotations.NullMarked;
