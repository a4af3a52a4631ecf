/**
 * Servers and deployments: addresses, descriptions and their types, as listeners, errors and the driver itself use
 * them. Immutable values.
 */
@NullMarked
package dev.morelia.topology;

import org.jspecify.annotations.NullMarked;
