/**
 * Threads that outlive what a turn of their work throws, and the way on which events reach the program's listeners.
 * What the threads do lives with the packages that need them.
 */
@NullMarked
package dev.morelia.internal.background;

import org.jspecify.annotations.NullMarked;
