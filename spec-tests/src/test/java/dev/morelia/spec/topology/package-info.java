/** The specifications of discovery, monitoring and server selection, as far as they need no server. */
@NullMarked
package dev.morelia.spec.topology;

import org.jspecify.annotations.NullMarked;
