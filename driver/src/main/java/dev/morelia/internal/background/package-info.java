/**
 * Threads that survive exceptions in their work, and the queue that passes events to listeners. The work of the threads
 * is defined in other packages.
 */
@NullMarked
package dev.morelia.internal.background;

import org.jspecify.annotations.NullMarked;
