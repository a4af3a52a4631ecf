/** Replies that are not what they should be. */
@NullMarked
package dev.morelia.live.reply;

import org.jspecify.annotations.NullMarked;
