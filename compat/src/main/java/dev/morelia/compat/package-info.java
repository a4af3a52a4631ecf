/**
 * Clients with the interfaces of the official driver, {@code com.mongodb.client}, that Morelia implements.
 */
@NullMarked
package dev.morelia.compat;

import org.jspecify.annotations.NullMarked;
