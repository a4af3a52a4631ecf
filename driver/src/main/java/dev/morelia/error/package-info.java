/**
 * What can go wrong with a server: a sealed tree under {@link dev.morelia.error.MongoException}. Each exception says
 * what was tried, where, whether it may be tried again, and what to do. Exceptions are values: nothing here decides
 * to retry, and no message ever carries a secret. Constructors are for the driver.
 */
@NullMarked
package dev.morelia.error;

import org.jspecify.annotations.NullMarked;
