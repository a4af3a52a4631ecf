/**
 * MongoDB Extended JSON, version 2: text to documents and back. Everything about JSON lives here and nothing about
 * bytes of BSON, which is the business of {@code dev.morelia.bson.io}.
 */
@NullMarked
package dev.morelia.bson.json;

import org.jspecify.annotations.NullMarked;
