package dev.morelia.spec.prose;

import static dev.morelia.builder.Filters.eq;
import static dev.morelia.builder.Updates.set;

import dev.morelia.MongoCollection;
import dev.morelia.bson.Document;
import dev.morelia.options.UpdateOptions;
import dev.morelia.options.WriteModel;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** The operations of a collection, of which some prose tests require all. */
final class CollectionCalls {
    /** One operation. */
    record CollectionCall(String name, Consumer<MongoCollection<Document>> call) {}

    static final List<CollectionCall> READS = List.of(
            new CollectionCall("find", people -> people.find().toList()),
            new CollectionCall("findOne", people -> people.findOne(new Document())),
            new CollectionCall(
                    "aggregate", people -> people.aggregate(List.of()).toList()),
            new CollectionCall("distinct", people -> people.distinct("name", String.class)),
            new CollectionCall("countDocuments", MongoCollection::countDocuments),
            new CollectionCall("estimatedDocumentCount", MongoCollection::estimatedDocumentCount));

    static final List<CollectionCall> WRITES = List.of(
            new CollectionCall("insertOne", people -> people.insertOne(new Document())),
            new CollectionCall("insertMany", people -> people.insertMany(List.of(new Document()))),
            new CollectionCall("updateOne", people -> people.updateOne(new Document(), set("a", 1))),
            new CollectionCall("updateMany", people -> people.updateMany(eq("b", 1), set("a", 1))),
            new CollectionCall("replaceOne", people -> people.replaceOne(new Document(), Document.of("a", 1))),
            new CollectionCall("deleteOne", people -> people.deleteOne(new Document())),
            new CollectionCall("deleteMany", people -> people.deleteMany(eq("b", 1))),
            new CollectionCall(
                    "bulkWrite",
                    people -> people.bulkWrite(
                            List.of(new WriteModel.UpdateOne<>(new Document(), set("a", 1), new UpdateOptions())))),
            new CollectionCall("findOneAndDelete", people -> people.findOneAndDelete(new Document())),
            new CollectionCall("findOneAndUpdate", people -> people.findOneAndUpdate(new Document(), set("a", 1))),
            new CollectionCall(
                    "findOneAndReplace", people -> people.findOneAndReplace(new Document(), Document.of("a", 1))));

    private static final List<CollectionCall> OTHERS = List.of(
            new CollectionCall("listIndexes", people -> people.listIndexes().toList()),
            new CollectionCall("createIndex", people -> people.createIndex(Document.of("name", 1))),
            new CollectionCall("dropIndexes", MongoCollection::dropIndexes));

    /** All of them. */
    static final List<CollectionCall> ALL = join(WRITES, READS, OTHERS);

    /** Those that a prose test names. */
    static final List<CollectionCall> CONCURRENT = join(
            WRITES.stream()
                    .filter(call ->
                            !call.name().endsWith("Many") && !call.name().equals("replaceOne"))
                    .toList(),
            READS.subList(0, 1));

    private CollectionCalls() {}

    @SafeVarargs
    private static List<CollectionCall> join(List<CollectionCall>... lists) {
        var all = new ArrayList<CollectionCall>();
        for (var list : lists) {
            all.addAll(list);
        }
        return List.copyOf(all);
    }
}
