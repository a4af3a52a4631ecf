/**
 * Server sessions and their pool; explicit sessions and their transactions. No I/O; one monitor.
 */
@NullMarked
package dev.morelia.internal.session;

import org.jspecify.annotations.NullMarked;
