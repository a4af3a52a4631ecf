package dev.morelia;

/** The client. */
public final class MongoClient {
    private MongoClient() {}
}
