/** The client against servers: a real mongod, the embedded server, and scripted ones that misbehave. */
@NullMarked
package dev.morelia.live;

import org.jspecify.annotations.NullMarked;
