/** Turns what servers say about refused writes into words a reader understands. Pure; knows only BSON. */
@NullMarked
package dev.morelia.internal.errordetail;

import org.jspecify.annotations.NullMarked;
