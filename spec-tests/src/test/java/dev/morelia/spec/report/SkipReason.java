package dev.morelia.spec.report;

/** Why a case did not run. The list is exhaustive: skipping for another reason is a failure. */
public enum SkipReason {
    /** The driver does not support this yet; counted separately in every summary. */
    NOT_IMPLEMENTED("not implemented yet"),
    /** The file requires a server version, parameter or setting that the server under test does not have. */
    SERVER_REQUIREMENT("needs a server we do not have here"),
    /** The file requires another topology than the one under test. */
    TOPOLOGY("needs another topology"),
    /** The case is about client-side encryption. */
    CLIENT_SIDE_ENCRYPTION("needs client-side encryption"),
    /** The file itself has a {@code skipReason}. */
    SPEC_SAYS_SKIP("skipped by the specification file"),
    /** The case cannot pass: it contradicts the text of its specification, or another case. */
    CONTRADICTION("contradicts the specification"),
    /** The case requires a hosted deployment. */
    SERVERLESS_OR_ATLAS("needs serverless or Atlas"),
    /** No server could be started. */
    NO_SERVER("no server here"),
    /** The folder of specification files is absent. */
    NO_SPECS("no specification files here"),
    /** The specification leaves the behaviour to the driver, and this driver differs. */
    OPTIONAL("optional behaviour we do not offer"),
    /** The interfaces of the official driver, which {@code morelia-compat} implements, have no such feature. */
    OFFICIAL_INTERFACES("the official interfaces lack it");

    private final String text;

    SkipReason(String text) {
        this.text = text;
    }

    /** The text in the report. */
    public String text() {
        return text;
    }
}
