package dev.morelia.compat.dropin;

/** Marks the classes of this module that have the name of a class of the official driver. */
public interface Replacement {}
