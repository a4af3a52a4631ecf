package dev.morelia.examples.orderservice;

/** There is not enough of a product. A checked exception, which aborts the transaction and reaches the caller. */
final class OutOfStockException extends Exception {
    private static final long serialVersionUID = 1L;

    OutOfStockException(String product) {
        super("not enough in stock: " + product);
    }
}
