/** Orders and stock: records, transactions that run concurrently, indexes, a report by aggregation. */
@NullMarked
package dev.morelia.examples.orderservice;

import org.jspecify.annotations.NullMarked;
