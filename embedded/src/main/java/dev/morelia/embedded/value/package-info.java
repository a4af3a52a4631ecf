/**
 * Single values: conversion between BSON and the library's documents, their text in error messages, and the exception
 * for an error reply. Independent of queries, collections and commands.
 */
@NullMarked
package dev.morelia.embedded.value;

import org.jspecify.annotations.NullMarked;
