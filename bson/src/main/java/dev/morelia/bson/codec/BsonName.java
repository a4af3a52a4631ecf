package dev.morelia.bson.codec;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Gives a record's component or an enum's constant another name in BSON than in Java.
 *
 * <p>Without it, a component {@code id} is the field {@code _id}, and everything else keeps its name.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.RECORD_COMPONENT, ElementType.FIELD})
public @interface BsonName {
    /**
     * The name in BSON.
     *
     * @return the name
     */
    String value();
}
