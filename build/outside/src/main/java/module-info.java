/** The program as a module. */
module outside {
    requires dev.morelia.driver;

    // Morelia reads and writes the record of this package.
    opens outside to
            dev.morelia.bson;
}
