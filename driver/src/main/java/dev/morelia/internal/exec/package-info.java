/**
 * Carries operations out: the only place that selects a server, checks a connection out, retries and publishes command
 * events. What commands say and what replies mean is the operations' business.
 */
@NullMarked
package dev.morelia.internal.exec;

import org.jspecify.annotations.NullMarked;
