/**
 * The options for creating, listing, changing and dropping collections, databases and indexes. Immutable
 * values that are checked when they are made; how they become a command is not known here.
 */
@NullMarked
package dev.morelia.options.admin;

import org.jspecify.annotations.NullMarked;
