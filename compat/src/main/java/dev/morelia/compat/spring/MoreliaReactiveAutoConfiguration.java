package dev.morelia.compat.spring;

import com.mongodb.MongoClientSettings;
import com.mongodb.reactivestreams.client.MongoClient;
import dev.morelia.compat.reactive.ReactiveCompatClients;
import java.util.List;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.mongodb.autoconfigure.MongoClientFactorySupport;
import org.springframework.boot.mongodb.autoconfigure.MongoClientSettingsBuilderCustomizer;
import org.springframework.boot.mongodb.autoconfigure.MongoReactiveAutoConfiguration;
import org.springframework.context.annotation.Bean;
import reactor.core.publisher.Flux;

/** The reactive client of Spring Boot, as a client of Morelia; see {@link MoreliaAutoConfiguration}. */
@AutoConfiguration(before = MongoReactiveAutoConfiguration.class)
@ConditionalOnClass({MongoClient.class, MongoClientFactorySupport.class, Flux.class})
@ConditionalOnBooleanProperty(name = "morelia.compat.enabled", matchIfMissing = true)
public final class MoreliaReactiveAutoConfiguration {
    /** Called by Spring. */
    public MoreliaReactiveAutoConfiguration() {}

    @Bean
    @ConditionalOnMissingBean
    MongoClient reactiveStreamsMongoClient(
            ObjectProvider<MongoClientSettingsBuilderCustomizer> customizers, MongoClientSettings settings) {
        return new Factory(customizers
                        .orderedStream()
                        .filter(MoreliaReactiveAutoConfiguration::isOfTheProgram)
                        .toList())
                .createMongoClient(settings);
    }

    /** Spring Boot itself asks for Netty if that is in the program. Morelia has no use for it. */
    private static boolean isOfTheProgram(MongoClientSettingsBuilderCustomizer customizer) {
        return !customizer.getClass().getName().startsWith(MongoReactiveAutoConfiguration.class.getName() + "$Netty");
    }

    private static final class Factory extends MongoClientFactorySupport<MongoClient> {
        Factory(List<MongoClientSettingsBuilderCustomizer> customizers) {
            super(customizers, ReactiveCompatClients::create);
        }
    }
}
