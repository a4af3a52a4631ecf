package dev.morelia.compat.internal.sync;

import com.mongodb.MongoNamespace;
import com.mongodb.ReadConcern;
import com.mongodb.ReadPreference;
import com.mongodb.WriteConcern;
import com.mongodb.client.AggregateIterable;
import com.mongodb.client.ChangeStreamIterable;
import com.mongodb.client.ClientSession;
import com.mongodb.client.ListCollectionNamesIterable;
import com.mongodb.client.ListCollectionsIterable;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.CreateCollectionOptions;
import com.mongodb.client.model.CreateViewOptions;
import dev.morelia.bson.RawDocument;
import dev.morelia.compat.internal.operations.AdminOptions;
import dev.morelia.compat.internal.operations.Encoding;
import dev.morelia.compat.internal.operations.Given;
import dev.morelia.compat.internal.query.AggregateTarget;
import dev.morelia.compat.internal.query.CompatAggregate;
import dev.morelia.compat.internal.query.CompatChangeStream;
import dev.morelia.compat.internal.query.CompatListCollectionNames;
import dev.morelia.compat.internal.query.CompatListCollections;
import dev.morelia.compat.internal.values.Bytes;
import dev.morelia.compat.internal.values.Concerns;
import dev.morelia.compat.internal.values.Failures;
import dev.morelia.compat.internal.view.View;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.bson.BsonDocument;
import org.bson.Document;
import org.bson.codecs.configuration.CodecRegistry;
import org.bson.conversions.Bson;
import org.jspecify.annotations.Nullable;

/** A database. Immutable and thread-safe. */
final class CompatDatabase extends DatabaseInSession {
    private final View view;
    private final String name;
    private final Encoding encoding;

    CompatDatabase(View view, String name) {
        MongoNamespace.checkDatabaseNameValidity(name);
        this.view = view;
        this.name = name;
        this.encoding = new Encoding(view.codecs(), BsonDocument.class);
    }

    private dev.morelia.MongoDatabase ours() {
        return view.database(name);
    }

    // ---- views

    @Override
    public String getName() {
        return name;
    }

    @Override
    public CodecRegistry getCodecRegistry() {
        return view.codecs();
    }

    @Override
    public ReadPreference getReadPreference() {
        return view.concerns().readPreference();
    }

    @Override
    public WriteConcern getWriteConcern() {
        return view.concerns().writeConcern();
    }

    @Override
    public ReadConcern getReadConcern() {
        return view.concerns().readConcern();
    }

    @Override
    public @Nullable Long getTimeout(TimeUnit unit) {
        return view.timeout(unit);
    }

    @Override
    public MongoDatabase withCodecRegistry(CodecRegistry codecs) {
        return new CompatDatabase(view.with(codecs), name);
    }

    @Override
    public MongoDatabase withReadPreference(ReadPreference readPreference) {
        return new CompatDatabase(view.with(readPreference), name);
    }

    @Override
    public MongoDatabase withWriteConcern(WriteConcern writeConcern) {
        return new CompatDatabase(view.with(writeConcern), name);
    }

    @Override
    public MongoDatabase withReadConcern(ReadConcern readConcern) {
        return new CompatDatabase(view.with(readConcern), name);
    }

    @Override
    public MongoDatabase withTimeout(long timeout, TimeUnit unit) {
        return new CompatDatabase(view.withTimeout(timeout, unit), name);
    }

    @Override
    MongoDatabase in(ClientSession session) {
        return new CompatDatabase(view.in(session), name);
    }

    // ---- collections

    @Override
    public MongoCollection<Document> getCollection(String collectionName) {
        return getCollection(collectionName, Document.class);
    }

    @Override
    public <T> MongoCollection<T> getCollection(String collectionName, Class<T> documentClass) {
        return new CompatCollection<>(view, new MongoNamespace(name, collectionName), documentClass);
    }

    @Override
    public ListCollectionNamesIterable listCollectionNames() {
        return new CompatListCollectionNames(view, name, encoding);
    }

    @Override
    public ListCollectionsIterable<Document> listCollections() {
        return listCollections(Document.class);
    }

    @Override
    public <R> ListCollectionsIterable<R> listCollections(Class<R> resultClass) {
        return new CompatListCollections<>(view, name, encoding, resultClass);
    }

    @Override
    public void createCollection(String collectionName) {
        createCollection(collectionName, new CreateCollectionOptions());
    }

    @Override
    public void createCollection(String collectionName, CreateCollectionOptions options) {
        var ours = new AdminOptions(encoding).of(options);
        Failures.run(() -> ours().createCollection(Given.notNull("collectionName", collectionName), ours));
    }

    @Override
    public void createView(String viewName, String viewOn, List<? extends Bson> pipeline) {
        createView(viewName, viewOn, pipeline, new CreateViewOptions());
    }

    @Override
    public void createView(String viewName, String viewOn, List<? extends Bson> pipeline, CreateViewOptions options) {
        var ours = new AdminOptions(encoding).view(viewOn, pipeline, options);
        Failures.run(() -> ours().createCollection(Given.notNull("viewName", viewName), ours));
    }

    // ---- commands

    @Override
    public Document runCommand(Bson command) {
        return runCommand(command, Document.class);
    }

    @Override
    public Document runCommand(Bson command, ReadPreference readPreference) {
        return runCommand(command, readPreference, Document.class);
    }

    @Override
    public <R> R runCommand(Bson command, Class<R> resultClass) {
        return runCommand(command, ReadPreference.primary(), resultClass);
    }

    @Override
    public <R> R runCommand(Bson command, ReadPreference readPreference, Class<R> resultClass) {
        var fields = encoding.document(Given.notNull("command", command));
        var where = Concerns.ours(Given.notNull("readPreference", readPreference));
        RawDocument reply = Failures.call(() -> ours().runCommand(fields, where, RawDocument.class));
        return Bytes.decode(reply, encoding.codec(Given.notNull("resultClass", resultClass)));
    }

    @Override
    public void drop() {
        Failures.run(() -> ours().drop());
    }

    // ---- queries

    @Override
    public ChangeStreamIterable<Document> watch() {
        return watch(List.of());
    }

    @Override
    public <R> ChangeStreamIterable<R> watch(Class<R> resultClass) {
        return watch(List.of(), resultClass);
    }

    @Override
    public ChangeStreamIterable<Document> watch(List<? extends Bson> pipeline) {
        return watch(pipeline, Document.class);
    }

    @Override
    public <R> ChangeStreamIterable<R> watch(List<? extends Bson> pipeline, Class<R> resultClass) {
        return new CompatChangeStream<>(
                (stages, given) -> ours().watch(stages, given), encoding, pipeline, resultClass);
    }

    @Override
    public AggregateIterable<Document> aggregate(List<? extends Bson> pipeline) {
        return aggregate(pipeline, Document.class);
    }

    @Override
    public <R> AggregateIterable<R> aggregate(List<? extends Bson> pipeline, Class<R> resultClass) {
        return new CompatAggregate<>(view, new AggregateTarget(name, null), encoding, pipeline, resultClass);
    }

    @Override
    public String toString() {
        return "CompatDatabase[" + name + "]";
    }
}
