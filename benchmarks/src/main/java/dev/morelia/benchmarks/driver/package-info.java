/** The benchmarks that use servers: both drivers, and the limit, on the same server. */
@NullMarked
package dev.morelia.benchmarks.driver;

import org.jspecify.annotations.NullMarked;
