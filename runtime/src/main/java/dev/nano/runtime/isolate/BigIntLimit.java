package dev.nano.runtime.isolate;

import com.oracle.truffle.api.CompilerDirectives.TruffleBoundary;
import com.oracle.truffle.js.runtime.Errors;
import java.math.BigInteger;

/**
 * How large a BigInt may become. Arithmetic on larger ones takes seconds in one call that nothing can interrupt. The engine's
 * class for BigInt calls this: the build makes a copy of it that does (dev/BoundEngine.java), which comes before the engine's own
 * on the class path.
 */
public final class BigIntLimit {

    /** Multiplying, dividing and printing so many take some 50 ms; printing four times as many takes a second. */
    private static final int MAX_BITS = Integer.getInteger("nano.maxBigIntBits", 1 << 19);

    /** So many characters are few enough in every base. */
    private static final int FEW_DIGITS = MAX_BITS / 4;

    /** Such as {@code 0x}. */
    private static final int PREFIX = 2;

    private BigIntLimit() {}

    /** Called with the value of every BigInt that is made. */
    @TruffleBoundary
    public static void check(BigInteger value) {
        checkBits(value.bitLength());
    }

    /** Called before a power is calculated. */
    @TruffleBoundary
    public static void checkPower(BigInteger base, int exponent) {
        checkBits((base.bitLength() - 1L) * exponent);
    }

    /** Called before {@code value << bits} is calculated; a negative number of bits shifts to the right. */
    @TruffleBoundary
    public static void checkShift(BigInteger value, int bits) {
        if (value.signum() != 0) {
            checkBits(value.bitLength() + (long) bits);
        }
    }

    /** Called before {@code value >> bits} is calculated. */
    @TruffleBoundary
    public static void checkShiftRight(BigInteger value, int bits) {
        if (value.signum() != 0) {
            checkBits(value.bitLength() - (long) bits);
        }
    }

    /** Called before text is read as a BigInt: a literal, or the argument of {@code BigInt()}. */
    @TruffleBoundary
    public static void checkText(String text) {
        if (text.length() <= FEW_DIGITS) {
            return;
        }
        String digits = text.strip();
        boolean hasPrefix = digits.length() > PREFIX && digits.charAt(0) == '0';
        int radix = switch (hasPrefix ? Character.toLowerCase(digits.charAt(1)) : ' ') {
            case 'x' -> 16;
            case 'o' -> 8;
            case 'b' -> 2;
            default -> 10;
        };
        checkDigits(digits, radix);
    }

    /** Called before digits are read that make up a literal; to read hexadecimal ones takes quadratic time. */
    @TruffleBoundary
    public static void checkDigits(String digits, int radix) {
        if ((digits.length() - PREFIX) * (Math.log(radix) / Math.log(2)) > MAX_BITS) {
            throw Errors.createRangeError("BigInt from " + digits.length() + " characters (expected: at most "
                    + MAX_BITS + " bits, which is fixed and does not depend on memory_mb)");
        }
    }

    private static void checkBits(long bits) {
        if (bits > MAX_BITS) {
            throw Errors.createRangeError("BigInt of " + bits + " bits (expected: at most " + MAX_BITS
                    + " bits, which is fixed and does not depend on memory_mb)");
        }
    }
}
