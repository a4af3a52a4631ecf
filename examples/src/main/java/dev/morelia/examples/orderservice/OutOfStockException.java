package dev.morelia.examples.orderservice;

/** There is not enough of a product. A checked exception: it aborts the transaction, and the caller has to handle it. */
final class OutOfStockException extends Exception {
    private static final long serialVersionUID = 1L;

    OutOfStockException(String product) {
        super("not enough in stock: " + product);
    }
}
