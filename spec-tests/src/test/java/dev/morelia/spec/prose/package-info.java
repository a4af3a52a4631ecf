/**
 * Tests that the specifications describe in words, each by the title it has there. They watch a client by its events
 * and count those, rather than measure time.
 */
@NullMarked
package dev.morelia.spec.prose;

import org.jspecify.annotations.NullMarked;
