package dev.morelia.examples.async;

/** What the examples store. */
public record Person(String name, int age) {}
