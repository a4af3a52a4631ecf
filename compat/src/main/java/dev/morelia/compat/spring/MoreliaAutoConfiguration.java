package dev.morelia.compat.spring;

import com.mongodb.MongoClientSettings;
import com.mongodb.client.MongoClient;
import dev.morelia.compat.CompatClients;
import java.util.List;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.mongodb.autoconfigure.MongoAutoConfiguration;
import org.springframework.boot.mongodb.autoconfigure.MongoClientFactorySupport;
import org.springframework.boot.mongodb.autoconfigure.MongoClientSettingsBuilderCustomizer;
import org.springframework.context.annotation.Bean;

/**
 * The blocking client of Spring Boot, as a client of Morelia: made of the settings that Spring Boot makes of its
 * properties. The property {@code morelia.compat.enabled=false} leaves the official driver in place, and so does a
 * client that the program itself defines.
 */
@AutoConfiguration(before = MongoAutoConfiguration.class)
@ConditionalOnClass({MongoClient.class, MongoClientFactorySupport.class})
@ConditionalOnBooleanProperty(name = "morelia.compat.enabled", matchIfMissing = true)
public final class MoreliaAutoConfiguration {
    /** Called by Spring. */
    public MoreliaAutoConfiguration() {}

    @Bean
    @ConditionalOnMissingBean
    MongoClient mongo(ObjectProvider<MongoClientSettingsBuilderCustomizer> customizers, MongoClientSettings settings) {
        return new Factory(customizers.orderedStream().toList()).createMongoClient(settings);
    }

    private static final class Factory extends MongoClientFactorySupport<MongoClient> {
        Factory(List<MongoClientSettingsBuilderCustomizer> customizers) {
            super(customizers, CompatClients::create);
        }
    }
}
