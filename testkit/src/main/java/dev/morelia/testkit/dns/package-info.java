/** A DNS server for tests of {@code mongodb+srv}. */
@NullMarked
package dev.morelia.testkit.dns;

import org.jspecify.annotations.NullMarked;
