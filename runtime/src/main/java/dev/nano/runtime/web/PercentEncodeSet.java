package dev.nano.runtime.web;

/** The ASCII characters that a component must not contain as they are; what is not ASCII is always encoded. */
enum PercentEncodeSet {
    C0_CONTROL(""),
    FRAGMENT(" \"<>`"),
    QUERY(" \"#<>"),
    SPECIAL_QUERY(" \"#<>'"),
    PATH(" \"#<>?^`{}"),
    USERINFO(" \"#<>?^`{}/:;=@[\\]|"),
    /** {@code application/x-www-form-urlencoded}, where a space becomes a plus. */
    FORM(" \"#<>?^`{}/:;=@[\\]|$%&+,!'()~");

    @SuppressWarnings("ImmutableEnumChecker") // never written to after construction
    private final boolean[] encoded = new boolean[0x80];

    PercentEncodeSet(String characters) {
        for (int c = 0; c < 0x20; c++) {
            encoded[c] = true;
        }
        encoded[0x7F] = true;
        for (int i = 0; i < characters.length(); i++) {
            encoded[characters.charAt(i)] = true;
        }
    }

    boolean contains(char c) {
        return c >= 0x80 || encoded[c];
    }
}
