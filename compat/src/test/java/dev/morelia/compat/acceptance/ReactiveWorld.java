package dev.morelia.compat.acceptance;

import com.mongodb.reactivestreams.client.MongoClient;
import java.time.Duration;
import org.springframework.data.mongodb.ReactiveMongoDatabaseFactory;
import org.springframework.data.mongodb.ReactiveMongoTransactionManager;
import org.springframework.data.mongodb.core.ReactiveMongoTemplate;
import org.springframework.data.mongodb.core.SimpleReactiveMongoDatabaseFactory;
import org.springframework.data.mongodb.gridfs.ReactiveGridFsTemplate;
import org.springframework.data.mongodb.repository.support.ReactiveMongoRepositoryFactory;
import org.springframework.transaction.reactive.TransactionalOperator;
import reactor.core.publisher.Mono;

/** The reactive templates over one driver. */
final class ReactiveWorld implements AutoCloseable {
    static final Duration PATIENCE = Duration.ofSeconds(20);

    final MongoClient client;
    final ReactiveMongoTemplate template;
    private final ReactiveMongoDatabaseFactory factory;

    ReactiveWorld(Driver driver, String uri, String database) {
        client = driver.reactive(uri);
        factory = new SimpleReactiveMongoDatabaseFactory(client, database);
        template = new ReactiveMongoTemplate(factory);
    }

    <T> T repository(Class<T> type) {
        return new ReactiveMongoRepositoryFactory(template).getRepository(type);
    }

    TransactionalOperator transactions() {
        return TransactionalOperator.create(new ReactiveMongoTransactionManager(factory));
    }

    ReactiveGridFsTemplate files() {
        return new ReactiveGridFsTemplate(factory, template.getConverter());
    }

    @Override
    public void close() {
        try {
            template.getMongoDatabase()
                    .flatMap(database -> Mono.from(database.drop()))
                    .block(PATIENCE);
        } finally {
            client.close();
        }
    }
}
