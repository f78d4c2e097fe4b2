package dev.nano.runtime.http;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Puts the head of an HTTP/1.1 answer together in an array that is used again for the next; one per event loop. */
final class Http1HeadWriter {
    private static final int USUAL_SIZE = 4 * 1024;
    private static final int MAX_SIZE = 256 * 1024;
    private static final byte[][] STATUS_LINES = new byte[600][];
    private static final byte[] DATE = ascii("date: ");
    private static final byte[] REQUEST_ID = ascii("x-request-id: ");
    private static final byte[] CONTENT_LENGTH = ascii("content-length: ");
    private static final byte[] CHUNKED = ascii("transfer-encoding: chunked\r\n");
    private static final byte[] CLOSE = ascii("connection: close\r\n");
    private static final byte[] KEEP_ALIVE = ascii("connection: keep-alive\r\n");

    static {
        for (int status = 100; status < 600; status++) {
            STATUS_LINES[status] = ascii("HTTP/1.1 " + status + " " + Reasons.of(status) + "\r\n");
        }
    }

    private byte[] bytes = new byte[USUAL_SIZE];
    private int length;
    private boolean dated;

    byte[] bytes() {
        return bytes;
    }

    int length() {
        return length;
    }

    /** Begins with the status and the headers that are the app's to set. */
    void begin(int status, String[] headers) throws AnswerHead.Invalid {
        AnswerHead.checkStatus(status);
        if (bytes.length > USUAL_SIZE) {
            bytes = new byte[USUAL_SIZE];
        }
        length = 0;
        dated = false;
        put(STATUS_LINES[status]);
        for (int i = 0; i + 1 < headers.length; i += 2) {
            String name = AnswerHead.name(headers[i]);
            if (!AnswerHead.isReserved(name)) {
                dated |= name.equals("date");
                header(name, headers[i + 1]);
            }
        }
    }

    void contentLength(long value) {
        put(CONTENT_LENGTH);
        reserve(20);
        if (value == 0) {
            bytes[length++] = '0';
        } else {
            int end = length;
            for (long v = value; v > 0; v /= 10) {
                end++;
            }
            length = end;
            for (long v = value; v > 0; v /= 10) {
                bytes[--end] = (byte) ('0' + v % 10);
            }
        }
        lineEnd();
    }

    void chunked() {
        put(CHUNKED);
    }

    void connectionClose() {
        put(CLOSE);
    }

    void connectionKeepAlive() {
        put(KEEP_ALIVE);
    }

    void end(byte[] date, String requestId) {
        if (!dated) {
            put(DATE);
            put(date);
            lineEnd();
        }
        put(REQUEST_ID);
        reserve(requestId.length());
        for (int i = 0; i < requestId.length(); i++) {
            bytes[length++] = (byte) requestId.charAt(i);
        }
        lineEnd();
        lineEnd();
    }

    private void header(String name, String value) throws AnswerHead.Invalid {
        int size = name.length() + value.length() + 4;
        if (size > MAX_SIZE - length) {
            throw new AnswerHead.Invalid("headers: too large (expected: at most " + MAX_SIZE + " bytes)");
        }
        reserve(size);
        byte[] b = bytes;
        int at = length;
        for (int i = 0; i < name.length(); i++) {
            b[at++] = (byte) name.charAt(i);
        }
        b[at++] = ':';
        b[at++] = ' ';
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (!AnswerHead.isValueChar(c)) {
                throw new AnswerHead.Invalid("header " + name + ": a character that is not allowed at index " + i);
            }
            b[at++] = (byte) c;
        }
        length = at;
        lineEnd();
    }

    private void put(byte[] piece) {
        reserve(piece.length);
        System.arraycopy(piece, 0, bytes, length, piece.length);
        length += piece.length;
    }

    private void lineEnd() {
        reserve(2);
        bytes[length++] = '\r';
        bytes[length++] = '\n';
    }

    private void reserve(int more) {
        if (bytes.length - length < more) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + more));
        }
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
