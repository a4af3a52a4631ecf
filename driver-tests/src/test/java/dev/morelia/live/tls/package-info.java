/** TLS and proxies, with real and scripted servers. */
@NullMarked
package dev.morelia.live.tls;

import org.jspecify.annotations.NullMarked;
