package dev.morelia.bson.codec;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Sets the name in BSON of a record component or an enum constant, if it differs from the name in Java.
 *
 * <p>Without it, the component {@code id} of a record that is a top-level document is the field {@code _id}; everything
 * else keeps its name, as does the {@code id} of a record inside another document.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.RECORD_COMPONENT, ElementType.FIELD})
public @interface BsonName {
    /** The name in BSON. */
    String value();
}
