/** Certificates for tests of TLS connections. */
@NullMarked
package dev.morelia.testkit.tls;

import org.jspecify.annotations.NullMarked;
