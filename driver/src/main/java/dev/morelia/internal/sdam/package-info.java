/**
 * Server Discovery and Monitoring as pure functions: what a reply to {@code hello} tells ({@link
 * dev.morelia.internal.sdam.HelloReply}), what a new description of a server means for the deployment ({@link
 * dev.morelia.internal.sdam.Discovery}), and what an error says of a server ({@link
 * dev.morelia.internal.sdam.ErrorHandling}). No clock, no lock, no thread, no socket.
 */
@NullMarked
package dev.morelia.internal.sdam;

import org.jspecify.annotations.NullMarked;
