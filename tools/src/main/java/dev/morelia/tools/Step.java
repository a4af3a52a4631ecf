package dev.morelia.tools;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Marks a method of a tour, {@link Tour}, as a step: its body is printed and run, then its result is printed. */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@interface Step {
    /** The position of the step in the tour, from 1. */
    int number();

    /** A short title. */
    String title();

    /** A short explanation for someone new to the driver. */
    String text();
}
