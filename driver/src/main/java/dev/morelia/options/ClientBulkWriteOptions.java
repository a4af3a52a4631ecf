package dev.morelia.options;

import dev.morelia.bson.Document;
import java.util.Objects;

/**
 * Options of {@code MongoClient.bulkWrite}. Immutable and thread-safe.
 *
 * @see <a href="https://github.com/mongodb/specifications/blob/master/source/crud/bulk-write.md#options">Bulk Write: options</a>
 */
public final class ClientBulkWriteOptions extends Options<ClientBulkWriteOptions>
        implements Options.BypassDocumentValidation<ClientBulkWriteOptions>,
                Options.Comment<ClientBulkWriteOptions>,
                Options.Let<ClientBulkWriteOptions>,
                Options.Ordered<ClientBulkWriteOptions> {
    private static final String VERBOSE_RESULTS = "verboseResults";

    /** Creates options of which none is set: the writes are ordered, and only their total counts are reported. */
    public ClientBulkWriteOptions() {}

    private ClientBulkWriteOptions(Document fields) {
        super(fields);
    }

    /**
     * Whether the result also has the results of each single write; false unless set. It costs the server time and the
     * network bytes, and on servers before 8.0 each update and each delete is sent by itself.
     */
    public ClientBulkWriteOptions verboseResults(boolean value) {
        return field(VERBOSE_RESULTS, value);
    }

    /** Whether the result also has the results of each single write. */
    public boolean verboseResults() {
        return Objects.equals(field(VERBOSE_RESULTS), true);
    }

    @Override
    protected ClientBulkWriteOptions with(Document changed) {
        return new ClientBulkWriteOptions(changed);
    }
}
