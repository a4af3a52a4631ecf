package dev.morelia.examples;

import static dev.morelia.builder.Filters.eq;
import static dev.morelia.builder.Sorts.descending;

import dev.morelia.MongoClient;
import dev.morelia.bson.ObjectId;
import java.io.PrintStream;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;

/** Records as documents: nested records, enums, {@code java.time}, exact decimals, {@code Optional}. */
public final class Records {
    private Records() {}

    /** The state of an invoice, stored by name. */
    public enum State {
        /** Sent, but not paid. */
        OPEN,
        /** Paid. */
        PAID
    }

    /**
     * One line of an invoice.
     *
     * @param text the item
     * @param price stored as an exact decimal
     */
    public record Line(String text, BigDecimal price) {}

    /**
     * A document of the collection.
     *
     * @param id the document's {@code _id}
     * @param customer the recipient
     * @param due the due date, stored as a date
     * @param state the state, stored by name
     * @param note a note, absent from the document if empty
     * @param lines the lines, stored as an array of documents
     */
    public record Invoice(
            ObjectId id, String customer, LocalDate due, State state, Optional<String> note, List<Line> lines) {
        BigDecimal total() {
            return lines.stream().map(Line::price).reduce(BigDecimal.ZERO, BigDecimal::add);
        }
    }

    /**
     * Runs the program.
     *
     * @param arguments a connection string; {@code mongodb://localhost} if there is none
     */
    public static void main(String... arguments) {
        run(arguments.length > 0 ? arguments[0] : "mongodb://localhost", System.out);
    }

    static void run(String uri, PrintStream out) {
        try (var client = MongoClient.create(uri)) {
            var invoices = client.database("morelia_examples").collection("invoices", Invoice.class);
            invoices.drop();

            invoices.insertMany(List.of(
                    invoice("Ada", LocalDate.of(2026, 3, 1), State.OPEN, "tea", "4.50"),
                    invoice("Ada", LocalDate.of(2026, 4, 1), State.OPEN, "cups", "18.00"),
                    invoice("Bob", LocalDate.of(2026, 2, 1), State.PAID, "a pot", "30.10")));

            for (var invoice : invoices.find(eq("state", "OPEN")).sort(descending("due"))) {
                out.println(invoice.customer() + " owes " + invoice.total() + " by " + invoice.due());
            }
            invoices.drop();
        }
    }

    private static Invoice invoice(String customer, LocalDate due, State state, String text, String price) {
        var lines = List.of(new Line(text, new BigDecimal(price)));
        return new Invoice(new ObjectId(), customer, due, state, Optional.empty(), lines);
    }
}
