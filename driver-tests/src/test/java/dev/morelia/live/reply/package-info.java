/** Invalid replies. */
@NullMarked
package dev.morelia.live.reply;

import org.jspecify.annotations.NullMarked;
