package dev.morelia.builder;

import static dev.morelia.builder.Literal.operator;

import dev.morelia.bson.Document;
import dev.morelia.internal.argument.Argument;
import java.util.List;

/**
 * Stages that must be the first of a pipeline: they search by location, text or vector, or report on the server.
 * Settings are passed as a document with the field names of the server manual.
 *
 * @see <a href="https://www.mongodb.com/docs/manual/reference/operator/aggregation-pipeline/">Server manual: aggregation stages</a>
 * @see Aggregates
 */
public final class SourceStages {
    private SourceStages() {}

    /** Searches for documents near a point, nearest first: {@code near}, {@code distanceField} and so on. */
    public static Document geoNear(Document specification) {
        return stage("$geoNear", specification);
    }

    /** Searches with a search index. */
    public static Document search(Document specification) {
        return stage("$search", specification);
    }

    /** Returns metadata about the results of a search. */
    public static Document searchMeta(Document specification) {
        return stage("$searchMeta", specification);
    }

    /**
     * Searches for documents whose vectors are similar to a vector: {@code index}, {@code path}, {@code queryVector}
     * and so on.
     */
    public static Document vectorSearch(Document specification) {
        return stage("$vectorSearch", specification);
    }

    /** Lists the search indexes of the collection. */
    public static Document listSearchIndexes(Document specification) {
        return stage("$listSearchIndexes", specification);
    }

    /** Starts from the given documents instead of a collection. */
    public static Document documents(List<Document> documents) {
        return operator("$documents", Argument.list("documents", documents));
    }

    /** Returns changes as they happen. */
    public static Document changeStream(Document specification) {
        return stage("$changeStream", specification);
    }

    /** Splits large change events; the last stage of a change stream. */
    public static Document changeStreamSplitLargeEvent() {
        return operator("$changeStreamSplitLargeEvent", new Document());
    }

    /** Returns statistics about the collection: {@code count}, {@code latencyStats}, {@code storageStats} and so on. */
    public static Document collStats(Document specification) {
        return stage("$collStats", specification);
    }

    /** Reports how often each index of the collection was used. */
    public static Document indexStats() {
        return operator("$indexStats", new Document());
    }

    /** Lists the query plans in the collection's plan cache. */
    public static Document planCacheStats() {
        return operator("$planCacheStats", new Document());
    }

    /**
     * Reports the operations in progress: {@code allUsers}, {@code idleConnections} and so on; on the database {@code
     * admin}.
     */
    public static Document currentOp(Document specification) {
        return stage("$currentOp", specification);
    }

    /** Lists the sessions in this server's cache: {@code users}, {@code allUsers}. */
    public static Document listLocalSessions(Document specification) {
        return stage("$listLocalSessions", specification);
    }

    /** Lists the sessions of the deployment: {@code users}, {@code allUsers}. */
    public static Document listSessions(Document specification) {
        return stage("$listSessions", specification);
    }

    /** Lists queries that were sampled for choosing a shard key: {@code namespace}. Needs server 7.0. */
    public static Document listSampledQueries(Document specification) {
        return stage("$listSampledQueries", specification);
    }

    /** Lists query settings: {@code showDebugQueryShape}. Needs server 8.0. */
    public static Document querySettings(Document specification) {
        return stage("$querySettings", specification);
    }

    /** Reports how the documents of sharded collections are distributed. Needs server 6.0. */
    public static Document shardedDataDistribution() {
        return operator("$shardedDataDistribution", new Document());
    }

    private static Document stage(String name, Document specification) {
        return operator(name, Argument.notNull("specification", specification));
    }
}
