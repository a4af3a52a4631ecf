/**
 * What a caller may say when collections, databases and indexes are created, listed, changed or dropped. Immutable
 * values that are checked when they are made; how they become a command is not known here.
 */
@NullMarked
package dev.morelia.options.admin;

import org.jspecify.annotations.NullMarked;
