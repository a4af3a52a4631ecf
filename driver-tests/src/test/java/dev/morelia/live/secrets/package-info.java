/** Secrets that a client is given appear nowhere: not in logs, events, exceptions, texts or flight recordings. */
@NullMarked
package dev.morelia.live.secrets;

import org.jspecify.annotations.NullMarked;
