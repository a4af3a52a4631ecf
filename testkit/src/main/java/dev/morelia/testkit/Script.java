package dev.morelia.testkit;

import dev.morelia.bson.Document;
import java.io.IOException;
import java.util.function.UnaryOperator;

/**
 * What a {@link ScriptedServer} does with a request. Called on the thread of the request's connection, by several
 * threads at a time when there are several connections.
 */
@FunctionalInterface
public interface Script {

    /**
     * Answers a request, or does not.
     *
     * @param exchange the request and the means to answer it
     * @throws IOException when the connection is gone; the server drops it then
     * @throws InterruptedException when the server is being closed
     */
    void answer(Exchange exchange) throws IOException, InterruptedException;

    /**
     * Answers {@code hello} and its older names, by default with {@link ScriptedServer#defaultHello}.
     *
     * @param exchange the request and the means to answer it
     * @throws IOException when the connection is gone; the server drops it then
     * @throws InterruptedException when the server is being closed
     */
    default void hello(Exchange exchange) throws IOException, InterruptedException {
        exchange.reply(ScriptedServer.defaultHello());
    }

    /**
     * The same script with other hellos.
     *
     * @param change makes the hello from a fresh {@link ScriptedServer#defaultHello}
     * @return a script
     */
    default Script withHello(UnaryOperator<Document> change) {
        var script = this;
        return new Script() {
            @Override
            public void answer(Exchange exchange) throws IOException, InterruptedException {
                script.answer(exchange);
            }

            @Override
            public void hello(Exchange exchange) throws IOException {
                exchange.reply(change.apply(ScriptedServer.defaultHello()));
            }
        };
    }
}
