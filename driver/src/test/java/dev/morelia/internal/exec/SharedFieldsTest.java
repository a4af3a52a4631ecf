package dev.morelia.internal.exec;

import static org.assertj.core.api.Assertions.assertThat;

import dev.morelia.bson.Document;
import dev.morelia.bson.RawDocument;
import dev.morelia.bson.codec.CodecRegistry;
import dev.morelia.bson.io.BsonOutput;
import dev.morelia.internal.command.ServerFacts;
import dev.morelia.internal.env.SystemEnv;
import dev.morelia.internal.operation.OperationKind;
import dev.morelia.internal.session.ImplicitSession;
import dev.morelia.internal.session.ServerSessions;
import dev.morelia.internal.session.Session;
import dev.morelia.settings.ReadConcern;
import dev.morelia.settings.ReadPreference;
import dev.morelia.settings.ReadPreference.Mode;
import dev.morelia.settings.WriteConcern;
import dev.morelia.topology.ServerType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the executor adds to a command. */
class SharedFieldsTest {
    private static ExecutionContext context(ReadPreference preference, ReadConcern read, WriteConcern write) {
        return new ExecutionContext(CodecRegistry.standard(), preference, read, write, null, null, null, null);
    }

    private static SharedFields fields(
            OperationKind kind, ExecutionContext context, Session session, ServerType server, boolean direct) {
        var operation = RetryDecisionTest.operation(kind);
        return new SharedFields(operation, context, session, server, direct, null);
    }

    private static Session session() {
        return new ImplicitSession(new ServerSessions(SystemEnv.INSTANCE));
    }

    private static Document written(SharedFields fields) {
        var out = new BsonOutput();
        out.startDocument();
        fields.accept(out);
        out.endDocument();
        return RawDocument.of(out.buffer(), 0, out.position()).toDocument();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            QUERY           | {"readConcern": {"level": "majority"}}
            LISTING         | {}
            QUERY_INTO      | {"readConcern": {"level": "majority"}, "writeConcern": {"w": 2}}
            WRITE           | {"writeConcern": {"w": 2}}
            RETRYABLE_WRITE | {"writeConcern": {"w": 2}}
            COMMAND         | {}
            CURSOR          | {}
            """)
    void concernsGoWithTheKind(OperationKind kind, String expected) {
        var chosen = context(ReadPreference.primary(), ReadConcern.MAJORITY, WriteConcern.of(2));
        assertThat(written(fields(kind, chosen, session(), ServerType.RS_PRIMARY, false)))
                .isEqualTo(Document.parse(expected));
        var defaults = context(ReadPreference.primary(), ReadConcern.DEFAULT, WriteConcern.ACKNOWLEDGED);
        assertThat(written(fields(kind, defaults, session(), ServerType.RS_PRIMARY, false)))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            QUERY   | PRIMARY             | RS_PRIMARY   | false |
            QUERY   | PRIMARY             | MONGOS       | false |
            QUERY   | SECONDARY           | MONGOS       | false | secondary
            QUERY   | SECONDARY_PREFERRED | RS_SECONDARY | false | secondaryPreferred
            QUERY   | SECONDARY           | STANDALONE   | true  |
            QUERY   | PRIMARY             | RS_SECONDARY | true  | primaryPreferred
            QUERY   | PRIMARY             | MONGOS       | true  |
            QUERY   | NEAREST             | RS_SECONDARY | true  | nearest
            LISTING | SECONDARY           | MONGOS       | false |
            LISTING | PRIMARY             | RS_SECONDARY | true  | primaryPreferred
            COMMAND | SECONDARY           | RS_SECONDARY | false | secondary
            WRITE   | SECONDARY           | MONGOS       | false |
            WRITE   | PRIMARY             | RS_SECONDARY | true  |
            CURSOR  | SECONDARY           | RS_SECONDARY | false |
            """)
    void theReadPreferenceIsToldWhereItMatters(
            OperationKind kind, Mode mode, ServerType server, boolean direct, String told) {
        var context = context(ReadPreference.of(mode), ReadConcern.DEFAULT, WriteConcern.ACKNOWLEDGED);
        assertThat(written(fields(kind, context, session(), server, direct)))
                .isEqualTo(told == null ? new Document() : Document.of("$readPreference", Document.of("mode", told)));
    }

    @Test
    void aSessionBringsItsIdAndANumber() {
        var context = context(ReadPreference.primary(), ReadConcern.DEFAULT, WriteConcern.ACKNOWLEDGED);
        var session = session();
        var fields = fields(OperationKind.RETRYABLE_WRITE, context, session, ServerType.RS_PRIMARY, false);
        assertThat(session.begin(new ServerFacts(ServerType.RS_PRIMARY, true, 21, 30)))
                .isTrue();
        fields.inSession(0);
        assertThat(written(fields)).containsOnlyKeys("lsid");
        fields.inSession(3);
        fields.maxTime(70);
        assertThat(written(fields))
                .containsOnlyKeys("maxTimeMS", "lsid", "txnNumber")
                .containsEntry("maxTimeMS", 70L)
                .containsEntry("txnNumber", 3L);
    }
}
