/**
 * Copies databases: reads documents undecoded from one client and inserts them with another, on several threads, and
 * remembers in the target how far it has come. Does not depend on {@code dev.morelia}.
 */
@NullMarked
package dev.morelia.internal.copy;

import org.jspecify.annotations.NullMarked;
