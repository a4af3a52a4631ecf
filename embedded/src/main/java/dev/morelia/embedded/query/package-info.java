/**
 * Filters, projections, sorts and expressions: the checks of a real server, then mongo-java-server's matcher and
 * operators, with code of its own where those are missing or incorrect. Pure functions on documents.
 */
@NullMarked
package dev.morelia.embedded.query;

import org.jspecify.annotations.NullMarked;
