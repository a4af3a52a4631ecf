package dev.morelia.compat.internal.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoCursor;
import dev.morelia.compat.internal.query.CompatCursor;
import org.junit.jupiter.api.Test;

class ImplementedInterfacesTest {
    /** As a newer official driver may have it. */
    interface NewerCursor extends MongoCursor<String> {
        void rewind(int documents, String why);

        default void known() {}
    }

    @Test
    void noMethodOfTheOfficialDriverIsMissing() {
        assertThatCode(ImplementedInterfaces::check).doesNotThrowAnyException();
        assertThat(ImplementedInterfaces.missing(MongoClient.class, CompatClient.class))
                .isEmpty();
    }

    @Test
    void namesTheMethodsThatANewerDriverHasAdded() {
        assertThat(ImplementedInterfaces.missing(NewerCursor.class, CompatCursor.class))
                .containsExactly("NewerCursor.rewind(int, String)");
    }
}
