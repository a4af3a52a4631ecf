/** Publishers against the rules of Reactive Streams, and under load. */
@NullMarked
package dev.morelia.live.publisher;

import org.jspecify.annotations.NullMarked;
