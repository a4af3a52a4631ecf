/**
 * The async API: the same methods, options, results and errors as in {@link dev.morelia}, which return a
 * {@link java.util.concurrent.CompletableFuture} for a single result and are a
 * {@link java.util.concurrent.Flow.Publisher} of many. Each method is one statement that runs its blocking twin on a
 * virtual thread; whatever decides anything belongs there or in {@code internal.bridge}.
 */
@NullMarked
package dev.morelia.async;

import org.jspecify.annotations.NullMarked;
