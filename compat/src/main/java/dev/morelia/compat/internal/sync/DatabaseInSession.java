package dev.morelia.compat.internal.sync;

import com.mongodb.ReadPreference;
import com.mongodb.client.AggregateIterable;
import com.mongodb.client.ChangeStreamIterable;
import com.mongodb.client.ClientSession;
import com.mongodb.client.ListCollectionNamesIterable;
import com.mongodb.client.ListCollectionsIterable;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.CreateCollectionOptions;
import com.mongodb.client.model.CreateViewOptions;
import java.util.List;
import org.bson.Document;
import org.bson.conversions.Bson;

/** The methods of a database that name a session: each is the method without it, of the view in the session. */
abstract class DatabaseInSession implements MongoDatabase {
    /**
     * The same in the session.
     *
     * @throws IllegalArgumentException if there is none, or it is the session of another client
     */
    abstract MongoDatabase in(ClientSession session);

    @Override
    public Document runCommand(ClientSession session, Bson command) {
        return in(session).runCommand(command);
    }

    @Override
    public Document runCommand(ClientSession session, Bson command, ReadPreference readPreference) {
        return in(session).runCommand(command, readPreference);
    }

    @Override
    public <TResult> TResult runCommand(ClientSession session, Bson command, Class<TResult> resultClass) {
        return in(session).runCommand(command, resultClass);
    }

    @Override
    public <TResult> TResult runCommand(
            ClientSession session, Bson command, ReadPreference readPreference, Class<TResult> resultClass) {
        return in(session).runCommand(command, readPreference, resultClass);
    }

    @Override
    public void drop(ClientSession session) {
        in(session).drop();
    }

    @Override
    public ListCollectionNamesIterable listCollectionNames(ClientSession session) {
        return in(session).listCollectionNames();
    }

    @Override
    public ListCollectionsIterable<Document> listCollections(ClientSession session) {
        return in(session).listCollections();
    }

    @Override
    public <TResult> ListCollectionsIterable<TResult> listCollections(
            ClientSession session, Class<TResult> resultClass) {
        return in(session).listCollections(resultClass);
    }

    @Override
    public void createCollection(ClientSession session, String collectionName) {
        in(session).createCollection(collectionName);
    }

    @Override
    public void createCollection(ClientSession session, String collectionName, CreateCollectionOptions options) {
        in(session).createCollection(collectionName, options);
    }

    @Override
    public void createView(ClientSession session, String viewName, String viewOn, List<? extends Bson> pipeline) {
        in(session).createView(viewName, viewOn, pipeline);
    }

    @Override
    public void createView(
            ClientSession session,
            String viewName,
            String viewOn,
            List<? extends Bson> pipeline,
            CreateViewOptions options) {
        in(session).createView(viewName, viewOn, pipeline, options);
    }

    @Override
    public ChangeStreamIterable<Document> watch(ClientSession session) {
        return in(session).watch();
    }

    @Override
    public <TResult> ChangeStreamIterable<TResult> watch(ClientSession session, Class<TResult> resultClass) {
        return in(session).watch(resultClass);
    }

    @Override
    public ChangeStreamIterable<Document> watch(ClientSession session, List<? extends Bson> pipeline) {
        return in(session).watch(pipeline);
    }

    @Override
    public <TResult> ChangeStreamIterable<TResult> watch(
            ClientSession session, List<? extends Bson> pipeline, Class<TResult> resultClass) {
        return in(session).watch(pipeline, resultClass);
    }

    @Override
    public AggregateIterable<Document> aggregate(ClientSession session, List<? extends Bson> pipeline) {
        return in(session).aggregate(pipeline);
    }

    @Override
    public <TResult> AggregateIterable<TResult> aggregate(
            ClientSession session, List<? extends Bson> pipeline, Class<TResult> resultClass) {
        return in(session).aggregate(pipeline, resultClass);
    }
}
