package dev.nano.runtime.http;

import org.jspecify.annotations.Nullable;

/** Which parts of an answer the protocol leaves to the app, and which it does not. */
final class AnswerHead {
    private AnswerHead() {}

    /** Thrown for a status or header that must not reach the wire. */
    static final class Invalid extends Exception {
        private static final long serialVersionUID = 1L;

        Invalid(String message) {
            super(message, null, false, false);
        }

        String text() {
            return String.valueOf(getMessage());
        }
    }

    static void checkStatus(int status) throws Invalid {
        if (status < 200 || status > 599) {
            throw new Invalid("status: " + status + " (expected: 200 to 599)");
        }
    }

    /** Whether an answer with this status may have content at all. */
    static boolean statusHasBody(int status) {
        return status != 204 && status != 205 && status != 304;
    }

    /** Whether this header is set here, or must not cross a proxy, whatever the app says. */
    static boolean isReserved(String lowerCaseName) {
        return switch (lowerCaseName) {
            case "connection",
                    "content-length",
                    "keep-alive",
                    "proxy-connection",
                    "te",
                    "trailer",
                    "transfer-encoding",
                    "upgrade",
                    "x-request-id" -> true;
            default -> false;
        };
    }

    /** The name in lower case. */
    static String name(String name) throws Invalid {
        boolean upper = false;
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (!HeaderNames.isTokenChar(c)) {
                throw new Invalid("header name: a character that is not allowed at index " + i);
            }
            upper |= c >= 'A' && c <= 'Z';
        }
        if (name.isEmpty()) {
            throw new Invalid("header name: empty");
        }
        return upper ? name.toLowerCase(java.util.Locale.ROOT) : name;
    }

    /** Refuses what would end the line, and what has no single byte. */
    static void checkValue(String name, String value) throws Invalid {
        for (int i = 0; i < value.length(); i++) {
            if (!isValueChar(value.charAt(i))) {
                throw new Invalid("header " + name + ": a character that is not allowed at index " + i);
            }
        }
    }

    static boolean isValueChar(char c) {
        return c >= ' ' ? c != 0x7f && c <= 0xff : c == '\t';
    }

    /**
     * The length of an answer in bytes, or -1 when only its end will tell.
     *
     * @param whole its body, or null when that comes later
     */
    static long length(HttpExchange exchange, byte @Nullable [] whole) throws Invalid {
        long announced = announcedLength(exchange.answerHeaders());
        if (whole == null) {
            return announced;
        }
        // The answer to a HEAD may announce what a GET would get.
        return exchange.head().isHead() && whole.length == 0 && announced > 0 ? announced : whole.length;
    }

    /** What the app announces as the length of its answer, or -1. */
    private static long announcedLength(String[] headers) throws Invalid {
        long announced = -1;
        for (int i = 0; i + 1 < headers.length; i += 2) {
            if (headers[i].equalsIgnoreCase("content-length")) {
                try {
                    long length = HeaderChecks.length(headers[i + 1]);
                    if (announced >= 0 && announced != length) {
                        throw new Invalid("header content-length: two different lengths");
                    }
                    announced = length;
                } catch (BadRequest e) {
                    throw new Invalid("header content-length: not a length (expected: digits)");
                }
            }
        }
        return announced;
    }
}
