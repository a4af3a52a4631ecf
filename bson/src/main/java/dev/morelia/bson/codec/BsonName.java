package dev.morelia.bson.codec;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Gives a record's component or an enum's constant another name in BSON than in Java.
 *
 * <p>Without it, a component {@code id} of a record that is a document of its own is the field {@code _id}; everything
 * else keeps its name, as does the {@code id} of a record inside of another document.
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
