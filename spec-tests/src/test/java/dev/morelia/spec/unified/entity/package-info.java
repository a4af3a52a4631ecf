/**
 * The entity map of one running test and what may be in it. Clients, databases, collections and cursors appear here
 * behind small interfaces, so that either API of the driver can stand behind them.
 */
@NullMarked
package dev.morelia.spec.unified.entity;

import org.jspecify.annotations.NullMarked;
