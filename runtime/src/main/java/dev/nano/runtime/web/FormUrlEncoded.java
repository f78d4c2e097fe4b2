package dev.nano.runtime.web;

import java.util.ArrayList;
import java.util.List;

/** {@code application/x-www-form-urlencoded}, the format of queries and of the bodies of forms. */
final class FormUrlEncoded {

    private FormUrlEncoded() {}

    /** Names and values in turn. The text is well-formed UTF-16. */
    static List<String> parse(String text) {
        List<String> list = new ArrayList<>();
        int start = 0;
        while (start < text.length()) {
            int and = text.indexOf('&', start);
            int end = and < 0 ? text.length() : and;
            if (end > start) {
                int equals = text.indexOf('=', start, end);
                int nameEnd = equals < 0 ? end : equals;
                list.add(decode(text.substring(start, nameEnd)));
                list.add(decode(text.substring(Math.min(nameEnd + 1, end), end)));
            }
            start = end + 1;
        }
        return list;
    }

    private static String decode(String text) {
        return PercentCoding.decode(text.replace('+', ' '));
    }

    /** A name or a value, as it is written. */
    static String encode(String text) {
        return PercentCoding.encode(text, PercentEncodeSet.FORM);
    }
}
