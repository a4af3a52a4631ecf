package dev.morelia.compat.internal.sync;

import com.mongodb.MongoClientSettings;
import com.mongodb.MongoDriverInformation;
import com.mongodb.client.MongoClient;
import com.mongodb.connection.ClusterDescription;
import dev.morelia.compat.internal.operations.Given;
import dev.morelia.compat.internal.values.Descriptions;
import dev.morelia.compat.internal.values.Settings;
import dev.morelia.compat.internal.view.Origin;
import dev.morelia.compat.internal.view.View;
import dev.morelia.compat.internal.view.ViewConcerns;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.bson.codecs.configuration.CodecRegistries;

/** A client. Thread-safe. */
public final class CompatClient extends CompatCluster implements MongoClient {
    private final dev.morelia.MongoClient ours;

    private CompatClient(View view) {
        super(view);
        this.ours = view.ours();
    }

    /**
     * The client with the interfaces of the official driver.
     *
     * @param ours the client that does the work, which was created with the same settings
     */
    public static CompatClient of(dev.morelia.MongoClient ours, MongoClientSettings settings) {
        ImplementedInterfaces.check();
        Long timeoutMillis = settings.getTimeout(TimeUnit.MILLISECONDS);
        return new CompatClient(new View(
                new Origin(settings, ours),
                ours,
                CodecRegistries.withUuidRepresentation(settings.getCodecRegistry(), settings.getUuidRepresentation()),
                new ViewConcerns(settings.getReadPreference(), settings.getWriteConcern(), settings.getReadConcern()),
                timeoutMillis == null ? null : Duration.ofMillis(timeoutMillis),
                null));
    }

    @Override
    public ClusterDescription getClusterDescription() {
        return Descriptions.cluster(ours, view().origin().settings());
    }

    @Override
    public void appendMetadata(MongoDriverInformation information) {
        Settings.append(Given.notNull("mongoDriverInformation", information), ours::appendMetadata);
    }

    @Override
    public void close() {
        ours.close();
    }

    @Override
    public String toString() {
        return "CompatClient[" + ours + "]";
    }
}
