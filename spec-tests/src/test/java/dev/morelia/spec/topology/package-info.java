/** The specifications of how a client learns of its servers and chooses among them, as far as they need no server. */
@NullMarked
package dev.morelia.spec.topology;

import org.jspecify.annotations.NullMarked;
