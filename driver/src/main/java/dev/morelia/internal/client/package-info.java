/**
 * What the public types of {@code dev.morelia} delegate to, shared by both APIs: how a client is put together, and the
 * methods of collections that do more than one thing. Knows no public type of {@code dev.morelia}.
 */
@NullMarked
package dev.morelia.internal.client;

import org.jspecify.annotations.NullMarked;
