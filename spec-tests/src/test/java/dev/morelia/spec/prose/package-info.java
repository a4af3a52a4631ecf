/**
 * The prose tests of the specifications, each with its title there. They count a client's events rather than measure
 * time.
 */
@NullMarked
package dev.morelia.spec.prose;

import org.jspecify.annotations.NullMarked;
