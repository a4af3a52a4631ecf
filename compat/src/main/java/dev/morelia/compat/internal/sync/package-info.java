/**
 * The blocking interfaces of the official driver over the blocking API of Morelia. Nothing here is a {@code
 * java.lang.reflect.Proxy}: frameworks unwrap those, and would lose the session of a view.
 */
@NullMarked
package dev.morelia.compat.internal.sync;

import org.jspecify.annotations.NullMarked;
