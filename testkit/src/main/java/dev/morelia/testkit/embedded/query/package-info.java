/**
 * What filters, projections, updates and pipelines mean: checks as a real server makes them, then mongo-java-server's
 * matcher, update operators and expressions, with our own code where those are absent or wrong. Pure: nothing here knows
 * of commands, sockets or threads.
 */
@NullMarked
package dev.morelia.testkit.embedded.query;

import org.jspecify.annotations.NullMarked;
