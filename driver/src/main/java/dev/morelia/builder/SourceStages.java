package dev.morelia.builder;

import static dev.morelia.builder.Literal.operator;

import dev.morelia.bson.Document;
import dev.morelia.internal.argument.Argument;
import java.util.List;

/**
 * Stages that must be the first of a pipeline: they find documents by place, text or vector, or tell about the server.
 * Settings are taken as a document, under the names of the server's manual.
 *
 * @see <a href="https://www.mongodb.com/docs/manual/reference/operator/aggregation-pipeline/">Server manual: aggregation stages</a>
 * @see Aggregates
 */
public final class SourceStages {
    private SourceStages() {}

    /** Documents near a point, the nearest first: {@code near}, {@code distanceField} and so on. */
    public static Document geoNear(Document specification) {
        return stage("$geoNear", specification);
    }

    /** Documents that a search index finds. */
    public static Document search(Document specification) {
        return stage("$search", specification);
    }

    /** What a search index tells about what it would find. */
    public static Document searchMeta(Document specification) {
        return stage("$searchMeta", specification);
    }

    /** Documents whose vectors are near a vector: {@code index}, {@code path}, {@code queryVector} and so on. */
    public static Document vectorSearch(Document specification) {
        return stage("$vectorSearch", specification);
    }

    /** The search indexes of the collection. */
    public static Document listSearchIndexes(Document specification) {
        return stage("$listSearchIndexes", specification);
    }

    /** These documents, without any collection. */
    public static Document documents(List<Document> documents) {
        return operator("$documents", Argument.list("documents", documents));
    }

    /** Changes as they happen. */
    public static Document changeStream(Document specification) {
        return stage("$changeStream", specification);
    }

    /** Large changes in several pieces; the last stage of a change stream. */
    public static Document changeStreamSplitLargeEvent() {
        return operator("$changeStreamSplitLargeEvent", new Document());
    }

    /** Numbers about the collection: {@code count}, {@code latencyStats}, {@code storageStats} and so on. */
    public static Document collStats(Document specification) {
        return stage("$collStats", specification);
    }

    /** How often each index of the collection was used. */
    public static Document indexStats() {
        return operator("$indexStats", new Document());
    }

    /** The query plans that the server remembers for the collection. */
    public static Document planCacheStats() {
        return operator("$planCacheStats", new Document());
    }

    /** What the server is doing: {@code allUsers}, {@code idleConnections} and so on; on the database {@code admin}. */
    public static Document currentOp(Document specification) {
        return stage("$currentOp", specification);
    }

    /** Sessions that this server knows: {@code users}, {@code allUsers}. */
    public static Document listLocalSessions(Document specification) {
        return stage("$listLocalSessions", specification);
    }

    /** Sessions that the deployment knows: {@code users}, {@code allUsers}. */
    public static Document listSessions(Document specification) {
        return stage("$listSessions", specification);
    }

    /** Queries that were sampled for choosing a shard key: {@code namespace}. Needs server 7.0. */
    public static Document listSampledQueries(Document specification) {
        return stage("$listSampledQueries", specification);
    }

    /** Settings of queries: {@code showDebugQueryShape}. Needs server 8.0. */
    public static Document querySettings(Document specification) {
        return stage("$querySettings", specification);
    }

    /** How the documents of sharded collections are spread. Needs server 6.0. */
    public static Document shardedDataDistribution() {
        return operator("$shardedDataDistribution", new Document());
    }

    private static Document stage(String name, Document specification) {
        return operator(name, Argument.notNull("specification", specification));
    }
}
