package dev.nano.runtime.isolate;

import com.oracle.truffle.api.CompilerDirectives.TruffleBoundary;
import com.oracle.truffle.api.strings.TruffleString;
import com.oracle.truffle.js.runtime.Errors;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;

/**
 * How much one call of {@code Intl} may be given. It works in Java, where nothing can interrupt it, and takes quadratic time for
 * some of it. The engine's classes call this: the build makes copies of them that do (dev/BoundEngine.java). Each limit is
 * some 100 ms of work, and the same for every app.
 */
public final class IntlLimit {

    private static final int MAX_COMPARED = 1 << 18;
    private static final int MAX_SEGMENTED = 1 << 18;
    /** Marks that follow each other are sorted in quadratic time. */
    private static final int MAX_MARKS = 1024;
    /** Items are put together one by one, each time with all before it. */
    private static final long MAX_LIST_WORK = 1 << 30;
    /** What the pattern of a locale puts between two items. */
    private static final int SEPARATOR = 8;

    private static final int MAX_DIGITS = 10_000;
    private static final long MAX_BITS = (long) (MAX_DIGITS * Math.log(10) / Math.log(2));
    private static final int MAX_TAG = 4096;

    private IntlLimit() {}

    /** Called before two texts are compared. */
    @TruffleBoundary
    public static void checkCompared(String one, String other) {
        checkLength("Intl.Collator.prototype.compare", one, MAX_COMPARED);
        checkLength("Intl.Collator.prototype.compare", other, MAX_COMPARED);
        checkMarks(one);
        checkMarks(other);
    }

    /** Called before a text is cut into segments. */
    @TruffleBoundary
    public static void checkSegmented(TruffleString text) {
        checkLength(
                "Intl.Segmenter.prototype.segment",
                text.byteLength(TruffleString.Encoding.UTF_16) / Character.BYTES,
                MAX_SEGMENTED);
    }

    /** Called before a list is put together. */
    @TruffleBoundary
    public static void checkList(List<?> items) {
        long characters = 0;
        for (Object item : items) {
            characters += ((String) item).length() + SEPARATOR;
        }
        if (characters * items.size() > MAX_LIST_WORK) {
            throw Errors.createRangeError("Intl.ListFormat.prototype.format: " + items.size() + " items of "
                    + characters + " characters" + expected("items times characters", MAX_LIST_WORK));
        }
    }

    /** Called before a number is formatted. */
    @TruffleBoundary
    public static void checkNumber(Number number) {
        BigInteger digits = switch (number) {
            case BigInteger integer -> integer;
            case BigDecimal decimal -> decimal.unscaledValue();
            default -> BigInteger.ZERO;
        };
        if (digits.bitLength() > MAX_BITS) {
            throw Errors.createRangeError("Intl.NumberFormat.prototype.format: a number of " + digits.bitLength()
                    + " bits" + expected("bits", MAX_BITS));
        }
    }

    /** Called before the range between two numbers is formatted. */
    public static void checkNumbers(Number first, Number last) {
        checkNumber(first);
        checkNumber(last);
    }

    /** Called before text is read as a number. */
    @TruffleBoundary
    public static void checkDigits(String text) {
        checkLength("Intl.NumberFormat.prototype.format", text, MAX_DIGITS);
    }

    /** Called before the tag of a locale, or one of its extensions, is read. */
    @TruffleBoundary
    public static void checkTag(String tag) {
        checkLength("Intl: a locale", tag, MAX_TAG);
    }

    private static void checkLength(String name, String text, int most) {
        checkLength(name, text.length(), most);
    }

    private static void checkLength(String name, int length, int most) {
        if (length > most) {
            throw Errors.createRangeError(name + ": " + length + " characters" + expected("characters", most));
        }
    }

    private static void checkMarks(String text) {
        if (text.length() <= MAX_MARKS) {
            return;
        }
        int marks = 0;
        for (int i = 0; i < text.length(); ) {
            int codePoint = text.codePointAt(i);
            marks = isMark(codePoint) ? marks + 1 : 0;
            if (marks > MAX_MARKS) {
                throw Errors.createRangeError("Intl.Collator.prototype.compare: more than " + MAX_MARKS
                        + " combining marks in a row" + expected("combining marks in a row", MAX_MARKS));
            }
            i += Character.charCount(codePoint);
        }
    }

    private static boolean isMark(int codePoint) {
        return switch (Character.getType(codePoint)) {
            case Character.NON_SPACING_MARK, Character.COMBINING_SPACING_MARK, Character.ENCLOSING_MARK -> true;
            default -> false;
        };
    }

    private static String expected(String unit, long most) {
        return " (expected: at most " + most + " " + unit + ", which is fixed and does not depend on memory_mb)";
    }
}
