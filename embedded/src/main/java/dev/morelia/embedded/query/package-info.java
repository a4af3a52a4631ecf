/**
 * What filters, projections, sorts and expressions mean: checks as a real server makes them, then mongo-java-server's
 * matcher and operators, with our own code where those are absent or wrong. Pure: works on documents it is handed.
 */
@NullMarked
package dev.morelia.embedded.query;

import org.jspecify.annotations.NullMarked;
