package dev.morelia.compat.acceptance;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.data.annotation.CreatedDate;
import org.springframework.data.annotation.Id;
import org.springframework.data.annotation.LastModifiedDate;
import org.springframework.data.mongodb.core.index.Indexed;
import org.springframework.data.mongodb.core.mapping.Document;
import org.springframework.data.mongodb.core.mapping.Field;

/** What the scenarios store. */
@Document("people")
class Person {
    @Id
    @Nullable
    String id;

    @Indexed
    String name;

    @Field("years")
    int age;

    List<String> tags = List.of();

    double @Nullable [] place;

    @CreatedDate
    @Nullable
    Instant created;

    @LastModifiedDate
    @Nullable
    Instant modified;

    Person(String name, int age) {
        this.name = name;
        this.age = age;
    }

    Person tags(String... given) {
        tags = List.of(given);
        return this;
    }

    Person at(double x, double y) {
        place = new double[] {x, y};
        return this;
    }

    @Override
    public String toString() {
        return name + " " + age + " " + tags + (id == null ? " without an id" : "");
    }
}
