package dev.nano.runtime.web;

import org.graalvm.polyglot.HostAccess;
import org.graalvm.polyglot.Value;
import org.jspecify.annotations.Nullable;

/**
 * What the JavaScript class {@code URL} calls. A URL crosses the border in one call back with its serialization and the
 * offsets of its components ({@link UrlRecord}); JavaScript keeps these and no Java object, so that what an app holds
 * is counted as its memory.
 */
public final class UrlHost {

    /** Strings longer than this, in UTF-16 code units, are no URLs. */
    private static final int MAX_LENGTH = 8 << 20;

    /** The same for text that is not ASCII, of which a code unit may become nine. */
    private static final int MAX_UNICODE_LENGTH = 1 << 20;

    /**
     * Parses a URL.
     *
     * @param base what {@code input} is relative to, or null
     * @param result a function of {@code (href, protocolEnd, usernameEnd, hostStart, hostEnd, pathnameStart,
     *     searchStart, hashStart)}
     * @return what {@code result} returns; null when the input or the base is not a URL
     */
    @HostAccess.Export
    public @Nullable Value parse(String input, @Nullable String base, Value result) {
        if (isTooLong(input)) {
            return null;
        }
        UrlRecord baseUrl = null;
        if (base != null) {
            baseUrl = isTooLong(base) ? null : UrlParser.parse(base, null);
            if (baseUrl == null) {
                return null;
            }
        }
        return give(UrlParser.parse(input, baseUrl), result);
    }

    /**
     * Sets a component.
     *
     * @param href a URL as {@link #parse} gave it
     * @param attribute the name of an attribute of {@code URL}, other than {@code href}
     * @param result as for {@link #parse}
     * @return what {@code result} returns; null when the value is not one for this URL, which then stays as it is
     */
    @HostAccess.Export
    public @Nullable Value set(String href, String attribute, String value, Value result) {
        UrlRecord url = UrlParser.parse(href, null);
        return url == null || isTooLong(value) ? null : give(UrlSetter.set(url, attribute, value), result);
    }

    /**
     * Parses a query or the body of a form.
     *
     * @param text well-formed UTF-16
     * @param result a function of names and values in turn
     * @return what {@code result} returns
     */
    @HostAccess.Export
    public Value parseForm(String text, Value result) {
        return result.execute(FormUrlEncoded.parse(text).toArray());
    }

    /** Encodes a name or a value of a form. A code unit may become nine. */
    @HostAccess.Export
    public String encodeForm(String text) {
        return FormUrlEncoded.encode(text);
    }

    private static boolean isTooLong(String text) {
        return text.length() > MAX_UNICODE_LENGTH && (text.length() > MAX_LENGTH || !Ascii.isAscii(text));
    }

    private static @Nullable Value give(@Nullable UrlRecord url, Value result) {
        if (url == null) {
            return null;
        }
        return result.execute(
                url.href(),
                url.protocolEnd(),
                url.usernameEnd(),
                url.hostStart(),
                url.hostEnd(),
                url.pathnameStart(),
                url.searchStart(),
                url.hashStart());
    }
}
