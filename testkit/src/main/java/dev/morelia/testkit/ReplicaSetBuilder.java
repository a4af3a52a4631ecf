package dev.morelia.testkit;

import dev.morelia.bson.Document;
import dev.morelia.testkit.tls.TestAuthority;
import dev.morelia.testkit.tls.TestCertificate;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Configures a {@link ReplicaSet}. Not thread-safe. */
public final class ReplicaSetBuilder {
    private final List<String> arguments = new ArrayList<>();
    private final List<Document> fields = new ArrayList<>();
    private String name = "rs0";
    private int members = 3;
    private int arbiters;
    private String host = "127.0.0.1";
    private int firstPort;
    private int electionTimeoutMillis = 1_000;
    private boolean testCommands;
    private boolean authentication;
    private @Nullable TestAuthority tlsAuthority;
    private @Nullable TestCertificate tlsCertificate;

    ReplicaSetBuilder() {}

    /**
     * The number of data-bearing members. Default: 3.
     *
     * @param count from 1 to 7
     */
    public ReplicaSetBuilder members(int count) {
        if (count < 1 || count > 7) {
            throw new IllegalArgumentException("members must be from 1 to 7, is " + count);
        }
        members = count;
        return this;
    }

    /**
     * The number of arbiters, which follow the data-bearing members. Default: 0.
     *
     * @param count 0 or 1
     */
    public ReplicaSetBuilder arbiters(int count) {
        if (count < 0 || count > 1) {
            throw new IllegalArgumentException("arbiters must be 0 or 1, is " + count);
        }
        arbiters = count;
        return this;
    }

    /**
     * Sets further fields of a member's entry in the configuration: {@code priority}, {@code hidden}, {@code tags},
     * {@code votes}.
     *
     * @param number the number of the member, from 0
     * @param more such as {@code {priority: 0, hidden: true}}
     */
    public ReplicaSetBuilder member(int number, Document more) {
        while (fields.size() <= number) {
            fields.add(new Document());
        }
        fields.get(number).putAll(more);
        return this;
    }

    /**
     * The name of the set. Default: {@code rs0}.
     *
     * @param setName the value of {@code replicaSet} in connection strings
     */
    public ReplicaSetBuilder name(String setName) {
        name = setName;
        return this;
    }

    /**
     * The address of the first member; the others have the same host and the following ports. Default: free ports of
     * {@code 127.0.0.1}.
     *
     * @param name a name that leads to {@code 127.0.0.1}
     * @param port from 1 to 65535
     */
    public ReplicaSetBuilder firstAddress(String name, int port) {
        if (port < 1 || port > 65_535) {
            throw new IllegalArgumentException("port must be from 1 to 65535, is " + port);
        }
        host = name;
        firstPort = port;
        return this;
    }

    /**
     * Whether the servers have test commands, such as {@code failCommand}. Default: no.
     *
     * @param enabled true to enable them
     */
    public ReplicaSetBuilder testCommands(boolean enabled) {
        testCommands = enabled;
        return this;
    }

    /**
     * Whether the servers require authentication, also from each other. Default: no. A first user, who may do
     * everything, is created; its credentials are part of {@link ReplicaSet#uri()}.
     *
     * @param required true to require it
     */
    public ReplicaSetBuilder authentication(boolean required) {
        authentication = required;
        return this;
    }

    /**
     * The election timeout. Default: 1,000, a tenth of the servers' default.
     *
     * @param millis in milliseconds
     */
    public ReplicaSetBuilder electionTimeoutMillis(int millis) {
        electionTimeoutMillis = millis;
        return this;
    }

    /**
     * Adds arguments to the command line of each server.
     *
     * @param more such as {@code "--setParameter", "transactionLifetimeLimitSeconds=3"}
     */
    public ReplicaSetBuilder arguments(String... more) {
        arguments.addAll(List.of(more));
        return this;
    }

    /**
     * Lets the members accept only TLS connections, those of the other members included.
     *
     * @param authority the authority that clients have to trust
     * @param server the certificate of all members, for {@code 127.0.0.1} or the host of {@link #firstAddress}
     */
    public ReplicaSetBuilder tls(TestAuthority authority, TestCertificate server) {
        tlsAuthority = authority;
        tlsCertificate = server;
        return this;
    }

    /**
     * Starts the set and waits until all members are ready.
     *
     * @return the running set
     * @throws IllegalStateException if there is no mongod on this machine, or the set is not ready within 60 seconds;
     *     the message describes the state of the members
     */
    public ReplicaSet start() {
        return start(true);
    }

    ReplicaSet start(boolean closeable) {
        firstElectable();
        return new ReplicaSet(this, closeable);
    }

    /** A set must be initiated on a server that can become its primary. */
    int firstElectable() {
        return IntStream.range(0, members)
                .filter(number -> fields(number).float64("priority", 1) > 0)
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no member can become primary: " + fields));
    }

    String name() {
        return name;
    }

    int electionTimeoutMillis() {
        return electionTimeoutMillis;
    }

    int size() {
        return members + arbiters;
    }

    Document fields(int number) {
        var all = number < fields.size() ? Document.copyOf(fields.get(number)) : new Document();
        return number < members ? all : all.append("arbiterOnly", true);
    }

    boolean authentication() {
        return authentication;
    }

    Mongod.Builder mongod(int number) {
        var mongod = Mongod.builder()
                .host(host)
                .testCommands(testCommands)
                .arguments("--replSet", name, "--oplogSize", "64")
                .arguments(arguments.toArray(String[]::new));
        if (firstPort > 0) {
            mongod.ports(() -> firstPort + number);
        }
        if (authentication) {
            mongod.authentication(true).key("bW9yZWxpYSB0ZXN0IGtpdA==");
        }
        return tlsAuthority == null || tlsCertificate == null ? mongod : mongod.tls(tlsAuthority, tlsCertificate);
    }
}
