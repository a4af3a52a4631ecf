package dev.morelia.internal.command;

import dev.morelia.bson.io.BsonOutput;
import dev.morelia.settings.ServerApi;

/**
 * Writes the fields by which a command declares the version of the stable API it keeps to.
 *
 * @see <a href="https://github.com/mongodb/specifications/blob/master/source/versioned-api/versioned-api.md">Stable API</a>
 */
public final class StableApi {
    private StableApi() {}

    /** Writes {@code apiVersion} and those of the other fields that are set. */
    public static void write(BsonOutput output, ServerApi serverApi) {
        output.string("apiVersion", serverApi.version());
        if (serverApi.strict() != null) {
            output.bool("apiStrict", serverApi.strict());
        }
        if (serverApi.deprecationErrors() != null) {
            output.bool("apiDeprecationErrors", serverApi.deprecationErrors());
        }
    }
}
