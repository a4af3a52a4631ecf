package dev.morelia.tools;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Marks a method of {@link Tour} as a step: its body is shown, then run, then its result is shown. */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@interface Step {
    /** The step's place in the tour, from 1. */
    int number();

    /** A few words. */
    String title();

    /** One or two sentences for someone who has never seen the driver. */
    String text();
}
