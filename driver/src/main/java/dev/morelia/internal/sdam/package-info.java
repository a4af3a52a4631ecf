/**
 * Server Discovery and Monitoring as pure functions: parsing replies to {@code hello} ({@link
 * dev.morelia.internal.sdam.HelloReply}), applying server descriptions to the topology ({@link
 * dev.morelia.internal.sdam.Discovery}), and the effect of errors on a server ({@link
 * dev.morelia.internal.sdam.ErrorHandling}). No clock, no lock, no thread, no socket.
 */
@NullMarked
package dev.morelia.internal.sdam;

import org.jspecify.annotations.NullMarked;
