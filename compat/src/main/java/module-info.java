/**
 * The interfaces of the official MongoDB driver, implemented by Morelia: for frameworks and programs that are written
 * for {@code com.mongodb.client.MongoClient} and its kin. The official driver provides interfaces, values and codecs,
 * and opens no connection.
 */
@org.jspecify.annotations.NullMarked
module dev.morelia.compat {
    requires transitive dev.morelia.driver;
    requires transitive org.mongodb.bson;
    requires transitive org.mongodb.driver.core;
    requires transitive org.mongodb.driver.sync.client;
    requires static transitive org.mongodb.driver.reactivestreams;
    requires static transitive org.jspecify;
    requires java.naming;
    requires static org.reactivestreams;
    requires static reactor.core;
    requires static jsr305;
    requires static spring.beans;
    requires static spring.boot.autoconfigure;
    requires static spring.boot.mongodb;
    requires static spring.context;

    exports dev.morelia.compat;
    exports dev.morelia.compat.reactive;

    opens dev.morelia.compat.spring;
}
