package dev.morelia.spec.unified.operation;

import dev.morelia.options.admin.ListDatabasesOptions;
import dev.morelia.spec.unified.entity.ClientEntity;
import dev.morelia.spec.unified.match.Absent;

/** Operations of a client. */
final class ClientOperations {
    private ClientOperations() {}

    static void addTo(Operations operations) {
        operations
                .add(ClientEntity.class, "appendMetadata", ClientOperations::appendMetadata)
                .add(ClientEntity.class, "close", ClientOperations::close)
                .add(ClientEntity.class, "dropDatabase", ClientOperations::dropDatabase)
                .add(ClientEntity.class, "listDatabases", ClientOperations::listDatabases)
                .add(ClientEntity.class, "listDatabaseNames", ClientOperations::listDatabaseNames)
                .add(ClientEntity.class, "listDatabaseObjects", ClientOperations::listDatabaseObjects);
    }

    private static Object appendMetadata(ClientEntity client, Arguments arguments) {
        var library = arguments.document("driverInfoOptions");
        arguments.finish();
        client.api().appendMetadata(library.string("name"), (String) library.get("version"), (String)
                library.get("platform"));
        return Absent.ABSENT;
    }

    private static Object close(ClientEntity client, Arguments arguments) {
        arguments.finish();
        client.api().close();
        return Absent.ABSENT;
    }

    private static Object dropDatabase(ClientEntity client, Arguments arguments) {
        var name = arguments.string("database");
        arguments.finish();
        client.api().dropDatabase(name);
        return Absent.ABSENT;
    }

    private static Object listDatabases(ClientEntity client, Arguments arguments) {
        var options = options(arguments);
        return new Results(client.api().listDatabases(options));
    }

    private static Object listDatabaseNames(ClientEntity client, Arguments arguments) {
        return client.api().listDatabaseNames(options(arguments));
    }

    private static Object listDatabaseObjects(ClientEntity client, Arguments arguments) {
        arguments.finish();
        return client.api().databases();
    }

    private static ListDatabasesOptions options(Arguments arguments) {
        var options = arguments.options("authorizedDatabases", "comment", "filter", "nameOnly");
        arguments.finish();
        return Arguments.with(new ListDatabasesOptions(), options);
    }
}
