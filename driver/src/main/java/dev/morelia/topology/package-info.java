/**
 * What servers there are and what they are: addresses, descriptions and their types, as listeners, errors and the core
 * itself see them. Immutable values; nothing here watches or selects a server.
 */
@NullMarked
package dev.morelia.topology;

import org.jspecify.annotations.NullMarked;
