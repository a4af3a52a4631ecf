package dev.morelia.testkit;

import dev.morelia.bson.Document;
import java.io.IOException;
import java.util.function.UnaryOperator;

/**
 * Handles the requests of a {@link ScriptedServer}. Called on the thread of the request's connection, concurrently if
 * there are several connections.
 */
@FunctionalInterface
public interface Script {

    /**
     * Replies to a request, or does not.
     *
     * @param exchange the request, with methods to reply to it
     * @throws IOException if the connection is closed; the server drops it then
     * @throws InterruptedException if the server is being closed
     */
    void handle(Exchange exchange) throws IOException, InterruptedException;

    /**
     * Replies to {@code hello} and its legacy names, by default with {@link ScriptedServer#defaultHello}.
     *
     * @param exchange the request, with methods to reply to it
     * @throws IOException if the connection is closed; the server drops it then
     * @throws InterruptedException if the server is being closed
     */
    default void hello(Exchange exchange) throws IOException, InterruptedException {
        exchange.reply(ScriptedServer.defaultHello());
    }

    /**
     * Returns a copy of this script with the given hello reply.
     *
     * @param change creates the hello reply from a new {@link ScriptedServer#defaultHello}
     * @return a script
     */
    default Script withHello(UnaryOperator<Document> change) {
        var script = this;
        return new Script() {
            @Override
            public void handle(Exchange exchange) throws IOException, InterruptedException {
                script.handle(exchange);
            }

            @Override
            public void hello(Exchange exchange) throws IOException {
                exchange.reply(change.apply(ScriptedServer.defaultHello()));
            }
        };
    }
}
