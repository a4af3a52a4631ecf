/**
 * The settings of a client: addresses, the connection string, limits and times, TLS, credentials, read
 * and write concerns. Immutable values without behaviour; nothing here resolves a name, opens a file or a socket.
 */
@NullMarked
package dev.morelia.settings;

import org.jspecify.annotations.NullMarked;
