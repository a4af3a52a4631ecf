package dev.morelia.compat.internal.values;

import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.ReadConcern;
import com.mongodb.ReadPreference;
import com.mongodb.ReadPreferenceHedgeOptions;
import com.mongodb.ServerAddress;
import com.mongodb.Tag;
import com.mongodb.TagSet;
import com.mongodb.UnixServerAddress;
import com.mongodb.WriteConcern;
import com.mongodb.client.model.Collation;
import com.mongodb.client.model.CollationAlternate;
import com.mongodb.client.model.CollationCaseFirst;
import com.mongodb.client.model.CollationMaxVariable;
import com.mongodb.client.model.CollationStrength;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ConcernsTest {
    static List<WriteConcern> writeConcerns() {
        return List.of(
                WriteConcern.ACKNOWLEDGED,
                WriteConcern.W1,
                WriteConcern.W2,
                WriteConcern.UNACKNOWLEDGED,
                WriteConcern.JOURNALED,
                WriteConcern.MAJORITY,
                WriteConcern.MAJORITY.withWTimeout(5, TimeUnit.SECONDS),
                new WriteConcern("zones").withJournal(false),
                WriteConcern.ACKNOWLEDGED.withWTimeout(0, TimeUnit.MILLISECONDS));
    }

    @ParameterizedTest
    @MethodSource("writeConcerns")
    void writeConcerns(WriteConcern concern) {
        assertThat(Concerns.official(Concerns.ours(concern))).isEqualTo(concern);
        assertThat(Bytes.bson(Concerns.ours(concern).toDocument()).keySet())
                .isEqualTo(concern.asDocument().keySet());
    }

    static List<ReadConcern> readConcerns() {
        return List.of(
                ReadConcern.DEFAULT,
                ReadConcern.LOCAL,
                ReadConcern.AVAILABLE,
                ReadConcern.MAJORITY,
                ReadConcern.LINEARIZABLE,
                ReadConcern.SNAPSHOT);
    }

    @ParameterizedTest
    @MethodSource("readConcerns")
    void readConcerns(ReadConcern concern) {
        assertThat(Concerns.official(Concerns.ours(concern))).isEqualTo(concern);
        assertThat(Bytes.bson(Concerns.ours(concern).toDocument())).isEqualTo(concern.asDocument());
    }

    @SuppressWarnings("deprecation")
    static List<ReadPreference> readPreferences() {
        var tags = List.of(new TagSet(List.of(new Tag("dc", "ny"), new Tag("rack", "1"))), new TagSet());
        return List.of(
                ReadPreference.primary(),
                ReadPreference.primaryPreferred(),
                ReadPreference.secondary(),
                ReadPreference.secondaryPreferred(),
                ReadPreference.nearest(),
                ReadPreference.nearest(tags),
                ReadPreference.secondary(tags, 90, TimeUnit.SECONDS),
                ReadPreference.secondary()
                        .withHedgeOptions(ReadPreferenceHedgeOptions.builder()
                                .enabled(true)
                                .build()));
    }

    @ParameterizedTest
    @MethodSource("readPreferences")
    void readPreferences(ReadPreference preference) {
        assertThat(Concerns.official(Concerns.ours(preference))).isEqualTo(preference);
        assertThat(Bytes.bson(Concerns.ours(preference).toDocument()).keySet())
                .isEqualTo(preference.toDocument().keySet());
    }

    static List<Collation> collations() {
        return List.of(
                Collation.builder().locale("en").build(),
                Collation.builder()
                        .locale("fr")
                        .caseLevel(true)
                        .collationCaseFirst(CollationCaseFirst.UPPER)
                        .collationStrength(CollationStrength.SECONDARY)
                        .numericOrdering(true)
                        .collationAlternate(CollationAlternate.SHIFTED)
                        .collationMaxVariable(CollationMaxVariable.SPACE)
                        .normalization(true)
                        .backwards(true)
                        .build());
    }

    @ParameterizedTest
    @MethodSource("collations")
    void collations(Collation collation) {
        assertThat(Concerns.official(Concerns.ours(collation))).isEqualTo(collation);
        assertThat(Bytes.bson(Concerns.ours(collation).toDocument())).isEqualTo(collation.asDocument());
        assertThat(Concerns.oursOrNull(null)).isNull();
    }

    static List<ServerAddress> addresses() {
        return List.of(
                new ServerAddress("localhost", 27018),
                new ServerAddress("::1", 27017),
                new UnixServerAddress("/tmp/mongodb-27017.sock"));
    }

    @ParameterizedTest
    @MethodSource("addresses")
    void addresses(ServerAddress address) {
        assertThat(Addresses.official(Addresses.ours(address)))
                .isEqualTo(address)
                .hasSameClassAs(address);
    }

    @Test
    void noAddress() {
        assertThat(Addresses.officialOrNull(null)).isNull();
    }
}
