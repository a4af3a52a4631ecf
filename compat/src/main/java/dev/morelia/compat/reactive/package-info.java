/**
 * Clients with the interfaces of the official reactive streams driver, {@code com.mongodb.reactivestreams.client}, that
 * Morelia implements.
 */
@NullMarked
package dev.morelia.compat.reactive;

import org.jspecify.annotations.NullMarked;
