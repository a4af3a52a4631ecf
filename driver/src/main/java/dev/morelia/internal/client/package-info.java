/**
 * The implementation of the public types of {@code dev.morelia}, to be shared with the planned async API: assembles
 * clients, and implements those methods of collections that take more than one step. Does not depend on {@code
 * dev.morelia}.
 */
@NullMarked
package dev.morelia.internal.client;

import org.jspecify.annotations.NullMarked;
