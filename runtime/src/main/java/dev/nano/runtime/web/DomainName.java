package dev.nano.runtime.web;

import java.util.EnumSet;
import java.util.Set;
import org.graalvm.shadowed.com.ibm.icu.text.IDNA;
import org.graalvm.shadowed.com.ibm.icu.util.ICUInputTooLongException;
import org.jspecify.annotations.Nullable;

/**
 * The domain parser of the URL Standard: Unicode's UTS #46, not transitional and without the limits of DNS on lengths,
 * hyphens and characters. ICU is the one that the JavaScript engine brings along.
 */
final class DomainName {

    /**
     * Names in Unicode that are longer than this, in UTF-16 code units, are refused: the time Punycode takes grows with
     * the square of the length, cannot be interrupted, and no name of more than 253 characters can be resolved.
     */
    private static final int MAX_UNICODE_LENGTH = 1024;

    /** Errors about DNS, which a URL does not mind. */
    private static final Set<IDNA.Error> ALLOWED = EnumSet.of(
            IDNA.Error.EMPTY_LABEL,
            IDNA.Error.LABEL_TOO_LONG,
            IDNA.Error.DOMAIN_NAME_TOO_LONG,
            IDNA.Error.LEADING_HYPHEN,
            IDNA.Error.TRAILING_HYPHEN,
            IDNA.Error.HYPHEN_3_4);

    private DomainName() {}

    /**
     * A domain that is ASCII is taken as it is, with Punycode labels that decode to nothing, too: so says the Standard
     * since June 2026.
     *
     * @return null when the domain is not valid; the answer may still have characters that no domain may have
     */
    static @Nullable String toAscii(String domain) {
        if (Ascii.isAscii(domain)) {
            return Ascii.lowerCase(domain);
        }
        if (domain.length() > MAX_UNICODE_LENGTH) {
            return null;
        }
        IDNA.Info info = new IDNA.Info();
        try {
            StringBuilder out = Uts46.IDNA_INSTANCE.nameToASCII(domain, new StringBuilder(), info);
            return ALLOWED.containsAll(info.getErrors()) ? out.toString() : null;
        } catch (ICUInputTooLongException e) {
            // A label that is longer than ICU cares to encode.
            return null;
        }
    }

    /** Loads ICU's data when the first such name comes, and not before. */
    private static final class Uts46 {
        static final IDNA IDNA_INSTANCE = IDNA.getUTS46Instance(IDNA.CHECK_BIDI
                | IDNA.CHECK_CONTEXTJ
                | IDNA.NONTRANSITIONAL_TO_ASCII
                | IDNA.NONTRANSITIONAL_TO_UNICODE);
    }
}
