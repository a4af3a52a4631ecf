/** The state shared by the commands of one call: deadline, session, connection. Against scripted servers. */
@NullMarked
package dev.morelia.live.call;

import org.jspecify.annotations.NullMarked;
