package dev.morelia.testkit.router;

import dev.morelia.bson.Document;
import dev.morelia.bson.RawDocument;
import dev.morelia.internal.wire.WireException;
import dev.morelia.topology.ServerAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The state of the members, and the selection of one for a command. Thread-safe. */
final class Members {
    private static final Duration SELECTION_TIMEOUT = Duration.ofSeconds(15);
    private static final String MAX_STALENESS = "maxStalenessSeconds";
    private static final Duration PAUSE = Duration.ofMillis(20);

    private final Supplier<List<Member>> question;
    private volatile List<Member> known = List.of();
    private volatile @Nullable Document lastHello;

    Members(Supplier<List<Member>> question) {
        this.question = question;
    }

    /** Called when a member's state turned out to be outdated. */
    void forget() {
        known = List.of();
    }

    /** A hello reply of some member: the replies of the front do not depend on the state of the set. */
    Document anyHello() throws InterruptedException {
        var last = lastHello;
        if (last == null) {
            last = select(members -> members.stream().findAny())
                    .orElseThrow(() -> new WireException("no member of the set has ever replied"))
                    .hello();
            lastHello = last;
        }
        return last;
    }

    /**
     * Waits for a suitable member.
     *
     * @param readPreference as in a command, null for the primary
     * @return empty if there is none within 15 seconds
     */
    Optional<ServerAddress> choose(@Nullable RawDocument readPreference) throws InterruptedException {
        var preference = readPreference == null ? new Document() : readPreference.toDocument();
        if (preference.containsKey(MAX_STALENESS)) {
            // Old hello replies do not show how far a member lags behind.
            forget();
        }
        return select(members -> chosen(members, preference)).map(Member::address);
    }

    private interface Choice {
        Optional<Member> from(List<Member> members);
    }

    private Optional<Member> select(Choice choice) throws InterruptedException {
        long begun = System.nanoTime();
        var chosen = choice.from(known);
        while (chosen.isEmpty() && System.nanoTime() - begun < SELECTION_TIMEOUT.toNanos()) {
            known = question.get();
            chosen = choice.from(known);
            if (chosen.isEmpty()) {
                Thread.sleep(PAUSE);
            }
        }
        return chosen;
    }

    private static Optional<Member> chosen(List<Member> members, Document preference) {
        var mode = Objects.requireNonNullElse(preference.stringOrNull("mode"), "primary");
        var fresh = fresh(members, preference.int64(MAX_STALENESS, -1));
        return switch (mode) {
            case "primaryPreferred" -> primary(members).or(() -> oneOf(fresh, preference, Member::isSecondary));
            case "secondary" -> oneOf(fresh, preference, Member::isSecondary);
            case "secondaryPreferred" ->
                oneOf(fresh, preference, Member::isSecondary).or(() -> primary(members));
            case "nearest" -> oneOf(fresh, preference, each -> each.isPrimary() || each.isSecondary());
            default -> primary(members);
        };
    }

    /** The members whose staleness, relative to the primary or else the most recent secondary, is within the limit. */
    private static List<Member> fresh(List<Member> members, long maxStalenessSeconds) {
        if (maxStalenessSeconds <= 0) {
            return members;
        }
        var newest = primary(members)
                .or(() -> members.stream().filter(Member::isSecondary).max(Comparator.comparing(Member::lastWrite)))
                .map(Member::lastWrite)
                .orElse(Instant.MIN);
        return members.stream()
                .filter(each -> each.isPrimary()
                        || Duration.between(each.lastWrite(), newest).toSeconds() <= maxStalenessSeconds)
                .toList();
    }

    private static Optional<Member> primary(List<Member> members) {
        return members.stream().filter(Member::isPrimary).max(Comparator.comparing(Member::electionId));
    }

    /** Any member that matches the first tag set that matches some. */
    private static Optional<Member> oneOf(List<Member> members, Document preference, Predicate<Member> role) {
        var tagSets = Objects.requireNonNullElseGet(
                preference.listOrNull("tags", Document.class), () -> List.of(new Document()));
        for (var tags : tagSets) {
            var suitable = members.stream()
                    .filter(role)
                    .filter(each -> each.hasTags(tags))
                    .toList();
            if (!suitable.isEmpty()) {
                return Optional.of(suitable.get(ThreadLocalRandom.current().nextInt(suitable.size())));
            }
        }
        return Optional.empty();
    }
}
