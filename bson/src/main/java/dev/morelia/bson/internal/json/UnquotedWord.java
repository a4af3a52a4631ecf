package dev.morelia.bson.internal.json;

/** Names and words without quotes, which may contain letters of any alphabet. */
final class UnquotedWord {
    private UnquotedWord() {}

    /** The word at the beginning of a text, which ends at white space and quotation marks, also non-ASCII ones. */
    static String of(String text) {
        for (int i = 0; i < text.length(); i = text.offsetByCodePoints(i, 1)) {
            if (text.charAt(i) >= 0x80 && !Character.isLetterOrDigit(text.codePointAt(i))) {
                return text.substring(0, i);
            }
        }
        return text;
    }
}
