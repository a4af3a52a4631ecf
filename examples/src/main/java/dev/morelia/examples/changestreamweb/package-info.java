/** A web page that shows the changes of a collection as they happen, over a websocket. */
@NullMarked
package dev.morelia.examples.changestreamweb;

import org.jspecify.annotations.NullMarked;
