/**
 * The report of the specification tests: which case of which file ran, on which servers, and the outcome. Used by
 * suites of any kind (corpus, connection strings, unified) and independent of them.
 */
@NullMarked
package dev.morelia.spec.report;

import org.jspecify.annotations.NullMarked;
