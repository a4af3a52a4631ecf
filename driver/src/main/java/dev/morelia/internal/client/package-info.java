/**
 * The implementation of the public types of {@code dev.morelia}, shared by both APIs: assembles clients, and
 * implements those methods of collections that take more than one step. Does not depend on {@code dev.morelia}.
 */
@NullMarked
package dev.morelia.internal.client;

import org.jspecify.annotations.NullMarked;
