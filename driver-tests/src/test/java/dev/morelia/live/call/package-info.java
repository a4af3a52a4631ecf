/** The state shared by the commands of one call: deadline, session, connection. */
@NullMarked
package dev.morelia.live.call;

import org.jspecify.annotations.NullMarked;
