/** Suites that need no server: connection strings, their options, read and write concerns, credentials. */
@NullMarked
package dev.morelia.spec.uri;

import org.jspecify.annotations.NullMarked;
