package dev.morelia.compat.acceptance;

import com.mongodb.client.MongoClient;
import org.springframework.data.mongodb.MongoDatabaseFactory;
import org.springframework.data.mongodb.MongoTransactionManager;
import org.springframework.data.mongodb.core.MongoTemplate;
import org.springframework.data.mongodb.core.SimpleMongoClientDatabaseFactory;
import org.springframework.data.mongodb.gridfs.GridFsTemplate;
import org.springframework.data.mongodb.repository.support.MongoRepositoryFactory;
import org.springframework.transaction.support.TransactionTemplate;

/** The blocking templates over one driver. */
final class BlockingWorld implements AutoCloseable {
    final MongoClient client;
    final MongoTemplate template;
    private final MongoDatabaseFactory factory;

    BlockingWorld(Driver driver, String uri, String database) {
        client = driver.blocking(uri);
        factory = new SimpleMongoClientDatabaseFactory(client, database);
        template = new MongoTemplate(factory);
    }

    <T> T repository(Class<T> type) {
        return new MongoRepositoryFactory(template).getRepository(type);
    }

    TransactionTemplate transactions() {
        return new TransactionTemplate(new MongoTransactionManager(factory));
    }

    GridFsTemplate files() {
        return new GridFsTemplate(factory, template.getConverter());
    }

    @Override
    public void close() {
        try {
            template.getDb().drop();
        } finally {
            client.close();
        }
    }
}
