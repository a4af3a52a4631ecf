/**
 * The ledger of the specification tests: which case of which file ran, on what, and how it ended. Suites of any kind
 * (corpus, connection strings, unified) record here; nothing here knows what a suite does.
 */
@NullMarked
package dev.morelia.spec.report;

import org.jspecify.annotations.NullMarked;
