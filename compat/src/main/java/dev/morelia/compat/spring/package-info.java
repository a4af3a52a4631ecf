/**
 * Spring Boot: with morelia-compat in the program its clients for MongoDB are Morelia's. Properties, customizers, SSL
 * bundles, health and metrics stay what they are.
 */
@NullMarked
package dev.morelia.compat.spring;

import org.jspecify.annotations.NullMarked;
