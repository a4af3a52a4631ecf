/**
 * What the connections of a client authenticate with: keeps salted keys and tokens for further connections, and obtains
 * tokens and temporary credentials, with deadlines. The messages of the mechanisms are in {@code internal.auth}; they
 * are sent by {@code internal.connection}.
 */
@NullMarked
package dev.morelia.internal.identity;

import org.jspecify.annotations.NullMarked;
