package dev.morelia.spec.unified.operation;

import dev.morelia.bson.Document;
import dev.morelia.options.RunCursorCommandOptions;
import dev.morelia.options.admin.CreateCollectionOptions;
import dev.morelia.options.admin.ListCollectionsOptions;
import dev.morelia.spec.unified.api.DatabaseApi;
import dev.morelia.spec.unified.cursor.CursorApi;
import dev.morelia.spec.unified.match.Absent;

/** Commands and collections of a database. */
final class DatabaseOperations {
    private DatabaseOperations() {}

    static void addTo(Operations operations) {
        operations
                .add(DatabaseApi.class, "runCommand", DatabaseOperations::runCommand)
                .add(DatabaseApi.class, "runCursorCommand", DatabaseOperations::runCursorCommand)
                .add(DatabaseApi.class, "createCommandCursor", DatabaseOperations::createCommandCursor)
                .add(DatabaseApi.class, "aggregate", DatabaseOperations::aggregate)
                .add(DatabaseApi.class, "createCollection", DatabaseOperations::createCollection)
                .add(DatabaseApi.class, "dropCollection", DatabaseOperations::dropCollection)
                .add(DatabaseApi.class, "modifyCollection", DatabaseOperations::modifyCollection)
                .add(DatabaseApi.class, "listCollections", DatabaseOperations::listCollections)
                .add(DatabaseApi.class, "listCollectionNames", DatabaseOperations::listCollectionNames)
                .add(DatabaseApi.class, "listCollectionObjects", DatabaseOperations::listCollectionObjects);
    }

    private static Object runCommand(DatabaseApi database, Arguments arguments) {
        var command = command(arguments);
        var readPreference = Concern.readPreference(arguments.documentOrNull("readPreference"));
        arguments.finish();
        return database.runCommand(command, readPreference);
    }

    private static Object runCursorCommand(DatabaseApi database, Arguments arguments) {
        return new Results(openCommandCursor(database, arguments).drain());
    }

    private static Object createCommandCursor(DatabaseApi database, Arguments arguments) {
        return openCommandCursor(database, arguments);
    }

    private static CursorApi openCommandCursor(DatabaseApi database, Arguments arguments) {
        var command = command(arguments);
        var getMoreOptions = Arguments.with(
                new RunCursorCommandOptions(),
                arguments.options("batchSize", "maxTimeMS", "comment", "cursorType", "timeoutMode"));
        var readPreference = Concern.readPreference(arguments.documentOrNull("readPreference"));
        arguments.finish();
        return database.runCursorCommand(command, getMoreOptions, readPreference);
    }

    private static Document command(Arguments arguments) {
        var command = arguments.document("command");
        var name = arguments.valueOrNull("commandName");
        if (name != null && !name.equals(command.firstEntry().getKey())) {
            throw new MalformedOperation("commandName '" + name + "' is not the first field of " + command, null);
        }
        return command;
    }

    private static Object aggregate(DatabaseApi database, Arguments arguments) {
        var pipeline = arguments.list("pipeline", Document.class);
        var options = CollectionReads.aggregateOptions(arguments);
        arguments.finish();
        return new Results(database.aggregate(pipeline, options).drain());
    }

    private static Object createCollection(DatabaseApi database, Arguments arguments) {
        var name = arguments.string("collection");
        var options = arguments.options(
                "capped",
                "changeStreamPreAndPostImages",
                "clusteredIndex",
                "collation",
                "comment",
                "expireAfterSeconds",
                "indexOptionDefaults",
                "max",
                "pipeline",
                "size",
                "storageEngine",
                "timeseries",
                "validationAction",
                "validationLevel",
                "validator",
                "viewOn");
        arguments.finish();
        database.createCollection(name, Arguments.with(new CreateCollectionOptions(), options));
        return database.collection(name);
    }

    private static Object dropCollection(DatabaseApi database, Arguments arguments) {
        var name = arguments.string("collection");
        arguments.finish();
        database.dropCollection(name);
        return Absent.ABSENT;
    }

    private static Object modifyCollection(DatabaseApi database, Arguments arguments) {
        // The specification requires no method of its own: this is the collMod command.
        var command = new Document("collMod", arguments.string("collection"));
        command.putAll(arguments.options(
                "changeStreamPreAndPostImages",
                "expireAfterSeconds",
                "index",
                "pipeline",
                "validationAction",
                "validationLevel",
                "validator",
                "viewOn"));
        arguments.finish();
        return database.runCommand(command, null);
    }

    private static Object listCollections(DatabaseApi database, Arguments arguments) {
        var options = listCollectionsOptions(arguments);
        return new Results(database.listCollections(options));
    }

    private static Object listCollectionNames(DatabaseApi database, Arguments arguments) {
        return database.listCollectionNames(listCollectionsOptions(arguments));
    }

    private static Object listCollectionObjects(DatabaseApi database, Arguments arguments) {
        arguments.finish();
        return database.collections();
    }

    private static ListCollectionsOptions listCollectionsOptions(Arguments arguments) {
        var options = arguments.options(
                "authorizedCollections", "batchSize", "comment", "filter", "nameOnly", "rawData", "timeoutMode");
        arguments.finish();
        return Arguments.with(new ListCollectionsOptions(), options);
    }
}
