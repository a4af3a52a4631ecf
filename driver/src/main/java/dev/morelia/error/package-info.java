/**
 * What can go wrong with a server: a sealed hierarchy under {@link dev.morelia.error.MongoException}. Each exception
 * says what was tried, on which server, whether a retry is safe, and what to do. Nothing here decides to retry, and no
 * message contains a secret. The constructors are public so that tests of programs can make exceptions.
 */
@NullMarked
package dev.morelia.error;

import org.jspecify.annotations.NullMarked;
