package dev.morelia.compat.internal.sync;

import com.mongodb.MongoClientSettings;
import com.mongodb.MongoDriverInformation;
import com.mongodb.client.MongoClient;
import com.mongodb.connection.ClusterDescription;
import dev.morelia.compat.internal.operations.Given;
import dev.morelia.compat.internal.values.Descriptions;
import dev.morelia.compat.internal.view.Origin;
import dev.morelia.compat.internal.view.View;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.bson.codecs.configuration.CodecRegistries;
import org.jspecify.annotations.Nullable;

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
                settings.getReadPreference(),
                settings.getWriteConcern(),
                settings.getReadConcern(),
                timeoutMillis == null ? null : Duration.ofMillis(timeoutMillis)));
    }

    @Override
    public ClusterDescription getClusterDescription() {
        return Descriptions.cluster(ours);
    }

    @Override
    public void appendMetadata(MongoDriverInformation information) {
        List<String> names = Given.notNull("mongoDriverInformation", information).getDriverNames();
        for (int i = 0; i < names.size(); i++) {
            ours.appendMetadata(
                    names.get(i), at(information.getDriverVersions(), i), at(information.getDriverPlatforms(), i));
        }
    }

    private static @Nullable String at(List<String> values, int index) {
        return index < values.size() ? values.get(index) : null;
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
