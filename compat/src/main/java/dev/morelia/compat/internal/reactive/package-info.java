/**
 * The interfaces of {@code com.mongodb.reactivestreams.client} over the blocking ones: each operation is the blocking
 * one on a virtual thread of its own, which {@link dev.morelia.internal.bridge.Bridge} starts with the first demand,
 * and interrupts when the subscription is cancelled. So options, results and exceptions are those of the blocking
 * interfaces.
 *
 * <p>As with the official driver, the number of operations in flight is bounded by the pool of connections alone.
 */
@NullMarked
package dev.morelia.compat.internal.reactive;

import org.jspecify.annotations.NullMarked;
