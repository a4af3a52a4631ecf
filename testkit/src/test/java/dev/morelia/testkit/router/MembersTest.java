package dev.morelia.testkit.router;

import static org.assertj.core.api.Assertions.assertThat;

import dev.morelia.bson.Document;
import dev.morelia.bson.ObjectId;
import dev.morelia.bson.RawDocument;
import dev.morelia.topology.ServerAddress;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The member selection of a router front. */
class MembersTest {
    private static final Instant NOW = Instant.parse("2026-01-01T12:00:00Z");

    private static Member member(String name, boolean primary, int lagSeconds) {
        return new Member(
                ServerAddress.of(name),
                Document.of("isWritablePrimary", primary, "secondary", !primary)
                        .append("electionId", new ObjectId())
                        .append("lastWrite", Document.of("lastWriteDate", NOW.minusSeconds(lagSeconds))));
    }

    private static RawDocument preference(String mode, int maxStalenessSeconds) {
        return RawDocument.encode(Document.of("mode", mode, "maxStalenessSeconds", maxStalenessSeconds));
    }

    @Test
    void staleSecondariesAreExcluded() throws InterruptedException {
        var members = new Members(
                () -> List.of(member("primary", true, 0), member("near", false, 90), member("far", false, 120)));
        for (int i = 0; i < 50; i++) {
            assertThat(members.choose(preference("secondary", 100))).contains(ServerAddress.of("near"));
            assertThat(members.choose(preference("nearest", 100)))
                    .isPresent()
                    .get()
                    .isNotEqualTo(ServerAddress.of("far"));
        }
    }

    @Test
    void withoutPrimaryTheMostRecentSecondaryCounts() throws InterruptedException {
        var members = new Members(() -> List.of(member("best", false, 200), member("far", false, 300)));
        for (int i = 0; i < 50; i++) {
            assertThat(members.choose(preference("secondary", 95))).contains(ServerAddress.of("best"));
        }
    }

    @Test
    void primaryIsChosenIfAllSecondariesAreTooStale() throws InterruptedException {
        var members = new Members(() -> List.of(member("primary", true, 0), member("far", false, 120)));
        assertThat(members.choose(preference("secondaryPreferred", 100))).contains(ServerAddress.of("primary"));
    }

    /** A member that was up to date may have fallen behind in the meantime. */
    @Test
    void lagIsDeterminedEachTime() throws InterruptedException {
        var lag = new ArrayList<>(List.of(0));
        var members = new Members(() -> List.of(member("primary", true, 0), member("other", false, lag.getFirst())));
        assertThat(members.choose(preference("secondaryPreferred", 100))).contains(ServerAddress.of("other"));
        lag.set(0, 1000);
        assertThat(members.choose(preference("secondaryPreferred", 100))).contains(ServerAddress.of("primary"));
    }
}
