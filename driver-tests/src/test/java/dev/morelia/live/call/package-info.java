/** What the commands of one call share: deadline, session, connection. Against scripted servers. */
@NullMarked
package dev.morelia.live.call;

import org.jspecify.annotations.NullMarked;
