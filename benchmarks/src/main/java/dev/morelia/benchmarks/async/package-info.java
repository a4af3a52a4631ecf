/** {@code bench async}: many operations in flight, beside the official reactive driver and PyMongo's async client. */
@NullMarked
package dev.morelia.benchmarks.async;

import org.jspecify.annotations.NullMarked;
