/**
 * Durable consumers of change streams: their leases, and where they go on. What is decided with plain values is in
 * {@code internal.changestream}.
 */
@NullMarked
package dev.morelia.internal.durable;

import org.jspecify.annotations.NullMarked;
