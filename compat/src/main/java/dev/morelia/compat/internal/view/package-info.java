/**
 * What the objects of the blocking interfaces are views of: a client of Morelia with concerns, codecs, a timeout and
 * perhaps a session.
 */
@NullMarked
package dev.morelia.compat.internal.view;

import org.jspecify.annotations.NullMarked;
