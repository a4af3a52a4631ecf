/**
 * Initial DNS Seedlist Discovery: the lookup of the SRV and TXT records behind {@code mongodb+srv}, the rules for what
 * they may contain, and the settings of a client as DNS completes them.
 */
@NullMarked
package dev.morelia.internal.seedlist;

import org.jspecify.annotations.NullMarked;
