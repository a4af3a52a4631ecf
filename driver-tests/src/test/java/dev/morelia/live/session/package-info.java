/** Sessions and transactions against real servers. */
@NullMarked
package dev.morelia.live.session;

import org.jspecify.annotations.NullMarked;
